package io.holdfast.repository.expire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.read.PackTable;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.expire.History.Taken;
import io.holdfast.repository.expire.Verdict.Decision;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.Seeded;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.WalWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExpirePropertyTest {
    private static final int RUNS = 60;

    @Test
    @DisplayName("T73, T74: what was restorable and is kept is restorable after expiry")
    void expiryTakesNothingThatIsKept() {
        Seeded.check(RUNS, ExpirePropertyTest::check);
    }

    private static void check(RandomGenerator random) throws InterruptedException {
        ClusterRepository repository =
                Clusters.in(new MemoryObjectStore(), "near", random.nextLong());
        History history = RandomHistory.write(repository, random);
        Instant now = history.now;
        RetentionRules rules = rules(random);
        Expire expire =
                new Expire(
                        RandomHistory.catalogOnly(repository, repository.store()),
                        rules,
                        InstantSource.fixed(now));
        Instant since = rules.window() == null ? Instant.MIN : now.minus(rules.window());
        Reachable before = new Reachable(history);
        Set<Reachable.Point> pointsBefore = before.points(since);
        Map<EpochId, Lsn> frontiers = frontiers(history);
        Set<String> untouchable = untouchable(history, rules, now);

        RetentionPlan plan = expire.plan();
        Freed freed = expire.apply(plan, Long.MAX_VALUE);

        Reachable after = new Reachable(history);
        requireWhole(history, before);
        if (rules.window() != null) {
            assertEquals(pointsBefore, after.points(since), "points of the window");
        }
        Set<BackupId> keptByRule = new HashSet<>();
        plan.all(Decision.KEEP).stream()
                .filter(v -> !v.why().startsWith("held") && !v.why().startsWith("a running"))
                .forEach(v -> keptByRule.add(v.id()));
        for (Taken backup : history.backups) {
            boolean isContinuous =
                    rules.window() == null
                            ? keptByRule.contains(backup.id())
                            : !backup.stoppedAt().isBefore(since);
            if (isContinuous) {
                assertEquals(before.points(backup, Instant.MIN), after.points(backup, Instant.MIN));
            }
        }
        history.markers.forEach(name -> assertTrue(isThere(history, name), name));
        untouchable.forEach(name -> assertTrue(isThere(history, name), name));
        assertEquals(frontiers, frontiers(history));
        assertTrue(history.backups.isEmpty() || after.isListed(history.backups.getLast()));
        assertEquals(Map.of(), freed.spared());
        requireStart(history, after);
    }

    /** On the way to every epoch: where the WAL begins that leads to its end. */
    private static void requireStart(History history, Reachable after) {
        NavigableMap<EpochId, EpochRecord> epochs = new Epochs(history.repository).all();
        for (EpochRecord tip : history.epochs) {
            Branch branch = Branch.to(epochs, tip.epoch());
            WalWindow window = WalWindow.of(history.repository, branch);
            assertEquals(
                    new Lsn(after.unbrokenFrom(tip, window.start().value(), window.end().value())),
                    RemainingWal.start(history.repository, branch, window),
                    tip + " of " + window);
        }
    }

    private static RetentionRules rules(RandomGenerator random) {
        Duration window = random.nextBoolean() ? Duration.ofHours(random.nextInt(1, 150)) : null;
        Integer count = random.nextBoolean() ? random.nextInt(1, 4) : null;
        int daily = random.nextInt(3);
        Duration abandonAfter = Duration.ofHours(random.nextInt(1, 100));
        return new RetentionRules(daily, 0, random.nextInt(2), 0, count, window, abandonAfter);
    }

    /** Everything listed has all that it is made of, and the WAL that it had before. */
    static void requireWhole(History history, Reachable before) {
        Reachable now = new Reachable(history);
        BackupCatalog catalog = new BackupCatalog(history.repository);
        for (Taken backup : history.backups) {
            if (!now.isListed(backup)) {
                continue;
            }
            assertEquals(before.isWhole(backup), now.isWhole(backup), backup.id() + " has its WAL");
            PackTable packs = catalog.open(backup.id()).packs();
            for (int index = 1; index <= packs.size(); index++) {
                assertTrue(isThere(history, packs.get(index).name()));
            }
            assertTrue(isThere(history, "backups/" + backup.id() + "/parts/00000001"));
        }
    }

    /** All objects of running backups that are not taken for dead, and all held manifests. */
    private static Set<String> untouchable(History history, RetentionRules rules, Instant now) {
        Set<String> names = new HashSet<>();
        for (ListedBackup listed : new BackupCatalog(history.repository).list()) {
            String folder = "backups/" + listed.id() + "/";
            if (listed instanceof ListedBackup.Running running
                    && !running.intent().startedAt().isBefore(now.minus(rules.abandonAfter()))) {
                names.addAll(
                        List.of(
                                folder + "intent",
                                folder + "packs/00000001",
                                folder + "packs/00000002",
                                folder + "parts/00000001"));
            } else if (listed instanceof ListedBackup.Complete complete
                    && !complete.holds().isEmpty()) {
                names.add(folder + "manifest");
            }
        }
        return names;
    }

    private static Map<EpochId, Lsn> frontiers(History history) {
        Map<EpochId, Lsn> frontiers = new HashMap<>();
        for (EpochRecord epoch : history.epochs) {
            frontiers.put(epoch.epoch(), new EpochWal(history.repository, epoch).frontier().end());
        }
        return frontiers;
    }

    private static boolean isThere(History history, String name) {
        return history.repository.store().size(name).isPresent();
    }
}
