package io.holdfast.repository.expire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.EpochRecord.Reason;
import io.holdfast.repository.expire.Verdict.Decision;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExpireTest {
    private final ClusterRepository repository = Clusters.in(new MemoryObjectStore(), "near", 1);
    private final History history = new History(repository);

    private static RetentionRules rules(@Nullable Integer count, @Nullable Duration window) {
        return new RetentionRules(0, 0, 0, 0, count, window, Duration.ofDays(7));
    }

    private Expire expire(RetentionRules rules) {
        return new Expire(
                RandomHistory.catalogOnly(repository, repository.store()),
                rules,
                InstantSource.fixed(history.now));
    }

    private Freed run(RetentionRules rules) throws InterruptedException {
        Expire expire = expire(rules);
        return expire.apply(expire.plan(), Long.MAX_VALUE);
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (ObjectInfo object : new Listing(repository.store(), "", "")) {
            names.add(object.name());
        }
        return names;
    }

    private boolean isListed(BackupId id) {
        return repository.store().size(new BackupNames(id).manifest()).isPresent();
    }

    @Test
    void withoutARuleNothingIsEverRemoved() throws InterruptedException {
        history.write(30, 20_000);
        history.backup(2, null);
        history.write(30, 20_000);
        history.backup(2, null);
        Set<String> before = names();

        run(rules(null, null));

        assertEquals(before, names());
    }

    @Test
    void theLastCompleteBackupStaysHoweverOldItIs() throws InterruptedException {
        history.write(5, 20_000);
        BackupId only = history.backup(2, null);
        history.write(200, 30_000);

        run(rules(null, Duration.ofHours(1)));

        assertTrue(isListed(only));
    }

    @Test
    @DisplayName(
            "T74: WAL before the oldest kept backup goes, and of a held one all that it needs stays")
    void aHeldBackupKeepsItsOwnWalAndNoMore() throws InterruptedException {
        history.write(20, 30_000);
        BackupId held = history.backup(2, null);
        new StoredBackup(repository, held).hold(1, "audit", null);
        history.write(60, 30_000);
        history.backup(2, null);
        history.write(30, 30_000);

        Freed freed = run(rules(1, null));

        Reachable after = new Reachable(history);
        assertTrue(isListed(held));
        assertTrue(after.isWhole(history.backups.getFirst()));
        assertTrue(freed.walObjects() > 60, freed.toString());
        assertFalse(names().contains(history.pieces.get(40).name()));
        assertTrue(names().contains(history.pieces.getLast().name()));
    }

    @Test
    void aHoldThatIsOverKeepsNothing() throws InterruptedException {
        history.write(5, 20_000);
        BackupId old = history.backup(2, null);
        new StoredBackup(repository, old).hold(1, "audit", history.now);
        history.write(5, 20_000);
        history.backup(2, null);

        run(rules(1, null));

        assertFalse(isListed(old));
        assertEquals(
                List.of(), names().stream().filter(n -> n.startsWith("backups/" + old)).toList());
    }

    @Test
    void aHoldThatCameAfterThePlanIsSeen() throws InterruptedException {
        history.write(5, 20_000);
        BackupId old = history.backup(2, null);
        history.write(5, 20_000);
        history.backup(2, null);
        Expire expire = expire(rules(1, null));
        RetentionPlan plan = expire.plan();
        new StoredBackup(repository, old).hold(1, "audit", null);

        Freed freed = expire.apply(plan, Long.MAX_VALUE);

        assertEquals(Set.of(old), freed.spared().keySet());
        assertTrue(isListed(old));
        assertTrue(new Reachable(history).isWhole(history.backups.getFirst()));
    }

    @Test
    @DisplayName("T73: a backup that began after the plan keeps the one it builds upon")
    void aRunningIncrementalKeepsItsParent() throws InterruptedException {
        history.write(5, 20_000);
        BackupId old = history.backup(2, null);
        history.write(5, 20_000);
        history.backup(2, null);
        Expire expire = expire(rules(1, null));
        RetentionPlan plan = expire.plan();
        StoredBackup running = new StoredBackup(repository, history.freshId());
        running.intent(new EpochId(1, 0), old, history.now);

        Freed freed = expire.apply(plan, Long.MAX_VALUE);

        assertEquals(Set.of(old), freed.spared().keySet());
        assertTrue(isListed(old));
        assertEquals(List.of(), expire.plan().all(Decision.REMOVE));
    }

    @Test
    @DisplayName("T73: what a dead backup left goes after the marker that no manifest can follow")
    void aDeadBackupIsGivenUpForGood() throws InterruptedException {
        history.write(5, 20_000);
        history.backup(2, null);
        BackupId dead = history.freshId();
        StoredBackup stored = new StoredBackup(repository, dead);
        stored.intent(new EpochId(1, 0), null, history.now.minus(Duration.ofDays(8)));
        stored.content();

        run(rules(1, null));

        BackupNames of = new BackupNames(dead);
        assertEquals(
                List.of(of.intent(), of.manifest()),
                names().stream().filter(n -> n.startsWith(of.folder())).toList());
    }

    @Test
    void piecesGoWhereARolledObjectHoldsTheirWal() throws InterruptedException {
        history.write(4, 10_000);
        history.backup(2, null);
        history.write(2, 10_000);
        history.roll(5);
        String covered = history.pieces.get(4).name();
        String rolled = history.rolled.getFirst().name();
        history.write(20, 30_000);

        run(rules(1, null));

        assertFalse(names().contains(covered), covered);
        assertTrue(names().contains(rolled), rolled);
        assertTrue(new Reachable(history).isWhole(history.backups.getFirst()));
    }

    @Test
    @DisplayName("T74: a dead end stays while a backup that leads to it is kept")
    void theEndOfAnEndedTimelineIsHistory() throws InterruptedException {
        history.write(5, 30_000);
        history.backup(2, null);
        history.write(40, 30_000);
        String deadEnd = history.pieces.get(20).name();
        history.take(Reason.ADOPT, 10L * History.SEGMENT);
        history.write(40, 30_000);

        run(rules(1, null));
        assertTrue(names().contains(deadEnd));
        history.backup(2, null);
        run(rules(1, null));

        assertFalse(names().contains(deadEnd));
    }

    @Test
    @DisplayName("T74: an open tip without a backup keeps its WAL until somebody closes it")
    void theWalOfEveryOpenTipStays() throws InterruptedException {
        history.write(40, 30_000);
        history.take(Reason.CONTINUE, 0);
        EpochRecord open = history.epoch();
        history.write(40, 30_000);
        String ofTheOther = history.pieces.get(41).name();
        history.takeBeside();
        history.write(40, 30_000);
        history.backup(2, null);

        run(rules(1, null));
        assertTrue(names().contains(ofTheOther));
        history.closing.add(open.epoch());
        history.take(Reason.CONTINUE, 0);
        history.write(40, 30_000);
        history.backup(2, null);
        run(rules(1, null));

        assertFalse(names().contains(ofTheOther));
    }

    @Test
    @DisplayName("T75: nothing goes while the newest backup lacks WAL")
    void aBrokenNewestBackupStopsExpiry() {
        history.write(5, 20_000);
        history.backup(2, null);
        history.write(5, 20_000);
        history.backup(2, null);
        repository.store().delete(history.pieces.getLast().name());

        HoldfastException refused =
                assertThrows(HoldfastException.class, () -> expire(rules(1, null)).plan());

        assertEquals("expire-newest-broken", refused.code());
    }

    @Test
    void aBackupThatCannotBeReadStopsExpiry() {
        history.write(5, 20_000);
        BackupId broken = history.freshId();
        repository.store().putIfAbsent(new BackupNames(broken).manifest(), new byte[100], 100);

        HoldfastException refused =
                assertThrows(HoldfastException.class, () -> expire(rules(1, null)).plan());

        assertEquals("expire-blind", refused.code());
    }

    @Test
    void aCapEndsARunThatTheNextOneGoesOnWith() throws InterruptedException {
        history.write(40, 30_000);
        history.backup(2, null);
        history.write(40, 30_000);
        history.backup(2, null);
        Expire expire = expire(rules(1, null));

        Freed first = expire.apply(expire.plan(), 5);
        Freed second = expire.apply(expire.plan(), Long.MAX_VALUE);

        assertFalse(first.isComplete());
        assertEquals(5, first.packObjects() + first.walObjects());
        assertTrue(second.isComplete());
        assertTrue(expire.plan().isEmpty());
    }

    @Test
    void generationsKeepTheNewestOfEachDay() throws InterruptedException {
        for (int day = 0; day < 4; day++) {
            for (int hour = 0; hour < 4; hour++) {
                history.write(6, 20_000);
                history.backup(1, null);
            }
        }
        RetentionRules rules = new RetentionRules(3, 0, 0, 0, null, null, Duration.ofDays(7));

        RetentionPlan plan = expire(rules).plan();

        assertEquals(
                3,
                plan.all(Decision.KEEP).stream()
                        .map(v -> v.id().value().substring(0, 8))
                        .distinct()
                        .count());
        assertEquals(3, plan.all(Decision.KEEP).size());
    }
}
