package io.holdfast.repository.expire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExpireCrashTest {
    private static final RetentionRules TWO =
            new RetentionRules(0, 0, 0, 0, 2, null, Duration.ofHours(5));

    @Test
    @DisplayName(
            "T57, T73: a crash after any step leaves everything listed whole, and a second run")
    void aSecondRunCompletesWhatACrashLeft() throws InterruptedException {
        Set<String> expected = expiredWithoutCrash();
        boolean died = true;
        int changes = 0;
        while (died) {
            History history = scene(Clusters.in(new MemoryObjectStore(), "near", 5));
            Reachable before = new Reachable(history);
            ObjectStore store = history.repository.store();

            died = dies(history, new MortalStore(store, changes));

            ExpirePropertyTest.requireWhole(history, before);
            run(history, store);
            ExpirePropertyTest.requireWhole(history, before);
            assertEquals(expected, names(store), "after " + changes + " changes");
            assertTrue(expire(history, store).plan().isEmpty());
            changes++;
        }
        assertTrue(changes > 20, "there is much to do");
    }

    private static Set<String> expiredWithoutCrash() throws InterruptedException {
        History history = scene(Clusters.in(new MemoryObjectStore(), "near", 5));
        run(history, history.repository.store());
        return names(history.repository.store());
    }

    /** Four backups, of which the last shares packs with the first; a dead one; much WAL. */
    private static History scene(ClusterRepository repository) {
        History history = new History(repository);
        history.write(6, 20_000);
        StoredBackup dead = new StoredBackup(repository, history.freshId());
        dead.intent(new EpochId(1, 0), null, history.now);
        dead.content();
        history.write(4, 20_000);
        var first = history.backup(2, null);
        history.write(8, 20_000);
        history.backup(2, first);
        history.write(8, 20_000);
        history.backup(2, null);
        history.write(8, 20_000);
        history.backup(2, first);
        history.write(4, 20_000);
        history.roll(3);
        history.write(8, 20_000);
        return history;
    }

    private static Expire expire(History history, ObjectStore store) {
        return new Expire(
                RandomHistory.catalogOnly(history.repository, store),
                TWO,
                InstantSource.fixed(history.now));
    }

    private static void run(History history, ObjectStore store) throws InterruptedException {
        Expire expire = expire(history, store);
        expire.apply(expire.plan(), Long.MAX_VALUE);
    }

    private static boolean dies(History history, ObjectStore store) throws InterruptedException {
        try {
            run(history, store);
            return false;
        } catch (MortalStore.Died e) {
            return true;
        }
    }

    private static Set<String> names(ObjectStore store) {
        Set<String> names = new TreeSet<>();
        for (ObjectInfo object : new Listing(store, "", "")) {
            names.add(object.name());
        }
        return names;
    }
}
