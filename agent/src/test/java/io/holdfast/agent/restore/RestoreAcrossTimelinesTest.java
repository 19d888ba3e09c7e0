package io.holdfast.agent.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.restore.testing.SourceCluster;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.target.RestoreTarget;
import io.holdfast.repository.wal.WalNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A primary, its backup, and a standby that was promoted in the middle of a segment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreAcrossTimelinesTest {
    private static final int MAJOR = 16;
    private static final TimelineId TWO = new TimelineId(2);

    private Path folder = Path.of("");
    private EmbeddedPostgres primary;
    private EmbeddedPostgres promoted;
    private SourceCluster cluster;
    private Lsn beforeFork = Lsn.ZERO;
    private Lsn fork = Lsn.ZERO;
    private Lsn afterFork = Lsn.ZERO;
    private BackupId onChild = new BackupId("20260102T030405Z-none");
    private int restores;

    @BeforeAll
    void failOver(@TempDir Path temporary) throws Exception {
        folder = temporary;
        primary =
                EmbeddedPostgres.builder(MAJOR)
                        .withoutTemplateDatabases()
                        .walSegmentSizeMb(1)
                        .setting("wal_keep_size", "1GB")
                        .setting("autovacuum", "off")
                        .start();
        cluster = new SourceCluster(primary, new MemoryObjectStore());
        cluster.backUp();
        primary.execute("create table t1 (n int)");
        promoted = primary.startStandby(Map.of());
        primary.execute("select pg_switch_wal()", "create table t2 (n int)");
        beforeFork = Lsn.parse(primary.queryString("select pg_current_wal_insert_lsn()"));
        primary.execute("create table t3 (n int)");
        Eventually.until(
                "the standby follows",
                () ->
                        promoted.queryLong("select count(*) from pg_class where relname = 't3'")
                                == 1);
        promoted.promote();
        promoted.execute("create table u1 (n int)");
        afterFork = Lsn.parse(promoted.queryString("select pg_current_wal_insert_lsn()"));
        promoted.execute("select pg_switch_wal()", "create table u2 (n int)");
        // what the old primary still writes belongs to nobody
        primary.execute("create table lost (n int)");
        Path history = promoted.dataDirectory().resolve("pg_wal/00000002.history");
        fork =
                TimelineHistory.parse(TWO, Files.readAllBytes(history))
                        .parent()
                        .orElseThrow()
                        .switchpoint();
        cluster.follow(promoted, 2, fork);
        cluster.archiveWal();
        onChild = cluster.backUp().id();
        promoted.execute("create table u3 (n int)");
        cluster.archiveWal();
    }

    @AfterAll
    void stop() {
        promoted.close();
        primary.close();
    }

    private RestoreRequest request(String target, RecoveryAction action) {
        restores++;
        return new RestoreRequest(
                cluster.archive().repository(),
                RestoreTarget.parse(target, true),
                Optional.empty(),
                Optional.empty(),
                new Destination(folder.resolve("restored-" + restores), Map.of()),
                action,
                FeederOptions.in(folder.resolve("spool-" + restores))
                        .withStaleAfter(Duration.ofSeconds(5)));
    }

    /** The tables that are there, and the timeline to which the promotion led. */
    private String recovered(RestoreRequest request) throws Exception {
        RestorePlan plan = RestorePlanner.plan(request);
        RestoreApply.run(plan, ApplyOptions.DEFAULT, progress -> {}, System::nanoTime);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server =
                        EmbeddedPostgres.open(MAJOR, plan.files().dataDirectory()).start()) {
            Eventually.until(
                    "the promotion",
                    () -> server.queryString("select pg_is_in_recovery()").equals("f"));
            return server.queryString(
                    "select (select string_agg(relname, ' ' order by relname) from pg_class where"
                            + " relname ~ '^([tu][0-9]|lost)$') || ' on ' ||"
                            + " substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)");
        }
    }

    @Test
    void followsTheNewestTimelineByDefault() throws Exception {
        assertEquals(
                "t1 t2 t3 u1 u2 u3 on 00000003",
                recovered(request("latest", RecoveryAction.PROMOTE)));
    }

    @Test
    @DisplayName("028_pitr_timelines: a target on the parent, in the segment of the fork")
    void reachesATargetBeforeTheFork() throws Exception {
        assertEquals(
                "t1 t2 on 00000003",
                recovered(request("lsn=" + beforeFork.plus(-1), RecoveryAction.PROMOTE)));
    }

    @Test
    void reachesATargetJustAfterTheFork() throws Exception {
        assertEquals(
                "t1 t2 t3 u1 on 00000003",
                recovered(request("lsn=" + afterFork.plus(-1), RecoveryAction.PROMOTE)));
    }

    @Test
    @DisplayName("T6: the newest backup that stops before the target is taken")
    void choosesTheBackupByItsStop() {
        RestorePlan late = RestorePlanner.plan(request("latest", RecoveryAction.PAUSE));
        RestorePlan early =
                RestorePlanner.plan(request("lsn=" + afterFork.plus(-1), RecoveryAction.PAUSE));

        assertEquals(onChild, late.resolution().backup().id());
        assertNotEquals(onChild, early.resolution().backup().id());
    }

    @Test
    @DisplayName("T4: a backup taken after the fork cannot reach the end of the old timeline")
    void refusesABackupOfAnotherBranch() {
        RestoreRequest latest = request("latest", RecoveryAction.PAUSE);
        RestoreRequest onParent =
                new RestoreRequest(
                        latest.repository(),
                        latest.target(),
                        Optional.of(new TimelineId(1)),
                        Optional.of(onChild),
                        latest.destination(),
                        latest.action(),
                        latest.feeder());

        var refused = assertThrows(HoldfastException.class, () -> RestorePlanner.plan(onParent));

        assertEquals("backup-not-usable", refused.code());
    }

    @Test
    @DisplayName("T3: a lost history refuses the restore that would need it")
    void refusesWithoutTheHistory() {
        String name = WalNames.history(cluster.epoch().epoch(), TWO);
        without(
                Set.of(name),
                () ->
                        assertEquals(
                                "history-missing",
                                assertThrows(
                                                HoldfastException.class,
                                                () ->
                                                        RestorePlanner.plan(
                                                                request(
                                                                        "latest",
                                                                        RecoveryAction.PROMOTE)))
                                        .code()));
    }

    @Test
    @DisplayName("E11: a target past the fork without the child's own bytes is refused")
    void refusesWithoutTheChildsOwnBytes() {
        without(
                childsPieces(),
                () ->
                        assertEquals(
                                "target-out-of-reach",
                                assertThrows(
                                                HoldfastException.class,
                                                () ->
                                                        RestorePlanner.plan(
                                                                request(
                                                                        "lsn=" + afterFork,
                                                                        RecoveryAction.PROMOTE)))
                                        .code()));
    }

    @Test
    @DisplayName("E11: the latest without the child's own bytes is the end of the parent")
    void theLatestIsTheParentsEnd() {
        without(
                childsPieces(),
                () -> {
                    var stop = RestorePlanner.plan(request("latest", RecoveryAction.PAUSE)).stop();

                    assertEquals(fork, stop.end());
                    assertEquals(new TimelineId(1), stop.timeline());
                });
    }

    private Set<String> childsPieces() {
        Set<String> pieces = new HashSet<>();
        String folderOfChild = WalNames.folder(cluster.epoch().epoch(), TWO);
        var store = cluster.archive().repository().store();
        for (ObjectInfo piece : store.list(folderOfChild, "").objects()) {
            pieces.add(piece.name());
        }
        return pieces;
    }

    private void without(Set<String> names, Runnable check) {
        var store = cluster.archive().repository().store();
        Map<String, byte[]> taken = new HashMap<>();
        for (String name : names) {
            taken.put(name, store.get(name).orElseThrow());
            store.delete(name);
        }
        try {
            check.run();
        } finally {
            taken.forEach((name, bytes) -> store.putIfAbsent(name, bytes, bytes.length));
        }
    }
}
