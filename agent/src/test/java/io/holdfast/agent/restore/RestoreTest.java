package io.holdfast.agent.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.restore.testing.FlakyStore;
import io.holdfast.agent.restore.testing.Poll;
import io.holdfast.agent.restore.testing.SourceCluster;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.target.RestoreTarget;
import io.holdfast.repository.wal.WalNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One backup, then eight tables with a segment switch after each; restored in many ways. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreTest {
    private static final int MAJOR = 18;

    private final FlakyStore store = new FlakyStore(new MemoryObjectStore());
    private final Lsn[] afterTable = new Lsn[9];
    private EmbeddedPostgres source;
    private SourceCluster cluster;
    private Instant afterThree = Instant.EPOCH;
    private long xidOfFive;
    private Lsn frontier = Lsn.ZERO;
    private int restores;
    private Path folder = Path.of("");

    @BeforeAll
    void eightTables(@TempDir Path temporary) throws Exception {
        folder = temporary;
        Path tablespace = Files.createDirectories(folder.resolve("old space"));
        source =
                EmbeddedPostgres.builder(MAJOR)
                        .walSegmentSizeMb(1)
                        .setting("wal_keep_size", "1GB")
                        .setting("autovacuum", "off")
                        .start();
        cluster = new SourceCluster(source, store);
        source.execute(
                "create tablespace apart location '" + tablespace + "'",
                "create table base (n int) tablespace apart",
                "insert into base select generate_series(1, 10000)");
        cluster.backUp();
        for (int i = 1; i <= 8; i++) {
            source.execute("create table t" + i + " as select generate_series(1, 5000) n");
            if (i == 5) {
                xidOfFive = source.queryLong("select xmin::text::bigint from pg_class where relname = 't5'");
            }
            source.execute("select pg_create_restore_point('after-" + i + "')");
            afterTable[i] = Lsn.parse(source.queryString("select pg_current_wal_insert_lsn()"));
            if (i == 3) {
                afterThree = serverTime();
            }
            source.execute("select pg_switch_wal()");
        }
        frontier = cluster.archiveWal();
    }

    private Instant serverTime() {
        return Instant.EPOCH.plus(
                source.queryLong("select (extract(epoch from clock_timestamp()) * 1e6)::bigint"),
                ChronoUnit.MICROS);
    }

    @AfterAll
    void stop() {
        source.close();
    }

    private RestoreRequest request(String target, RecoveryAction action) {
        restores++;
        Path data = folder.resolve("restored-" + restores);
        return new RestoreRequest(
                cluster.archive().repository(),
                RestoreTarget.parse(target, true),
                Optional.empty(),
                Optional.empty(),
                new Destination(
                        data,
                        Map.of(
                                folder.resolve("old space").toString(),
                                folder.resolve("space-" + restores))),
                action,
                FeederOptions.in(folder.resolve("spool-" + restores))
                        .withStaleAfter(Duration.ofSeconds(5)));
    }

    private RestorePlan restored(String target, RecoveryAction action) {
        RestorePlan plan = RestorePlanner.plan(request(target, action));
        RestoreApply.run(plan, ApplyOptions.DEFAULT, progress -> {}, System::nanoTime);
        return plan;
    }

    private static long tables(EmbeddedPostgres server) {
        return server.queryLong("select count(*) from pg_class where relname ~ '^t[0-9]$'");
    }

    private void assertRecovered(String target, int tables) throws Exception {
        RestorePlan plan = restored(target, RecoveryAction.PAUSE);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server =
                        EmbeddedPostgres.open(MAJOR, plan.files().dataDirectory()).start()) {
            Poll.until(
                    "recovery pauses",
                    () ->
                            server.queryString("select pg_get_wal_replay_pause_state()")
                                    .equals("paused"));
            assertEquals(tables, tables(server));
            assertEquals(10_000, server.queryLong("select count(*) from base"));
            assertEquals(
                    plan.stop().end(),
                    Lsn.parse(server.queryString("select pg_last_wal_replay_lsn()")));
        }
    }

    @Test
    void restoresTheLatestAndPromotes() throws Exception {
        RestorePlan plan = restored("latest", RecoveryAction.PROMOTE);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server =
                        EmbeddedPostgres.open(MAJOR, plan.files().dataDirectory()).start()) {
            Poll.until(
                    "the promotion",
                    () -> server.queryString("select pg_is_in_recovery()").equals("f"));
            assertEquals(8, tables(server));
            assertEquals("off", server.queryString("show archive_mode"));
            server.execute("insert into base values (0)");
        }
    }

    @Test
    void restoresToALsn() throws Exception {
        assertRecovered("lsn=" + afterTable[2], 2);
    }

    @Test
    @DisplayName("T7: restores to a time")
    void restoresToATime() throws Exception {
        assertRecovered("time=" + afterThree, 3);
    }

    @Test
    @DisplayName("T6: restores to a transaction")
    void restoresToATransaction() throws Exception {
        assertRecovered("xid=" + xidOfFive, 5);
    }

    @Test
    @DisplayName("T6: restores to a restore point")
    void restoresToARestorePoint() throws Exception {
        assertRecovered("name=after-6", 6);
    }

    @Test
    void restoresToTheEndOfTheBackup() throws Exception {
        assertRecovered("immediate", 0);
    }

    @Test
    @DisplayName("T2: a time on an idle database, after the last commit, is all there is")
    void restoresToAnIdleTime() throws Exception {
        Instant known = cluster.archive().branch().newest().epoch().createdAt();
        assertTrue(known.isBefore(afterThree));
        Instant idle =
                RestorePlanner.plan(request("latest", RecoveryAction.PAUSE))
                        .branch()
                        .window()
                        .last()
                        .map(piece -> piece.sampledAt())
                        .orElseThrow();
        assertRecovered("time=" + idle.truncatedTo(ChronoUnit.MICROS), 8);
    }

    @Test
    @DisplayName("E2: a target past the end is refused at plan time, with what can be reached")
    void refusesTargetsPastTheEnd() {
        for (String target :
                new String[] {
                    "lsn=" + frontier.plus(1 << 20),
                    "time=" + Instant.now().plus(Duration.ofDays(1)),
                    "xid=4000000000",
                    "name=never",
                    "lsn=0/1000"
                }) {
            var refused =
                    assertThrows(
                            HoldfastException.class,
                            () -> RestorePlanner.plan(request(target, RecoveryAction.PAUSE)),
                            target);

            assertEquals("target-out-of-reach", refused.code(), target);
            assertTrue(refused.hint().contains(frontier.toString()), refused.hint());
        }
    }

    @Test
    @DisplayName("E3: WAL that is missing in the middle is noticed at plan time")
    void refusesToPlanOverAHole() {
        Lsn start = cluster.segmentSize().startOf(afterTable[4]);
        ObjectInfo piece = pieceAt(start);
        var objects = cluster.archive().repository().store();
        byte[] bytes = objects.get(piece.name()).orElseThrow();
        objects.delete(piece.name());
        try {
            var refused =
                    assertThrows(
                            HoldfastException.class,
                            () -> RestorePlanner.plan(request("latest", RecoveryAction.PROMOTE)));

            assertEquals("wal-missing", refused.code());
        } finally {
            objects.putIfAbsent(piece.name(), bytes, bytes.length);
        }
    }

    private ObjectInfo pieceAt(Lsn start) {
        String name =
                WalNames.piece(cluster.epoch().epoch(), cluster.epoch().timeline(), start);
        return new ObjectInfo(name, 0);
    }

    @Test
    @DisplayName("E3, E4: WAL that goes bad after planning stops PostgreSQL, which never promotes")
    void damageStopsTheRecovery() throws Exception {
        RestorePlan plan = restored("latest", RecoveryAction.PROMOTE);
        Lsn start = cluster.segmentSize().startOf(afterTable[4]);
        String name = pieceAt(start).name();
        var objects = cluster.archive().repository().store();
        byte[] whole = objects.get(name).orElseThrow();
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        objects.delete(name);
        objects.putIfAbsent(name, damaged, damaged.length);
        try (var feeder = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server =
                        EmbeddedPostgres.open(MAJOR, plan.files().dataDirectory()).launch()) {
            Poll.until("PostgreSQL stops", () -> !server.isAlive());

            assertNeverPromoted(plan, server);
            assertEquals("object-damaged", feeder.status().failure().orElseThrow().code());
        } finally {
            objects.delete(name);
            objects.putIfAbsent(name, whole, whole.length);
        }
    }

    @Test
    @DisplayName("E10: a repository out of reach makes PostgreSQL wait; then it recovers all")
    void anUnreachableRepositoryIsWaitedFor() throws Exception {
        RestorePlan plan = restored("latest", RecoveryAction.PROMOTE);
        store.reachable(false);
        try (var feeder = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server =
                        EmbeddedPostgres.open(MAJOR, plan.files().dataDirectory()).launch()) {
            Poll.until(
                    "the feeder is asked in vain",
                    () ->
                            feeder.status().lastAsked().isPresent()
                                    && feeder.status().trouble().isPresent());
            assertTrue(server.isAlive());

            store.reachable(true);

            server.awaitReady();
            Poll.until(
                    "the promotion",
                    () -> server.queryString("select pg_is_in_recovery()").equals("f"));
            assertEquals(8, tables(server));
        } finally {
            store.reachable(true);
        }
    }

    @Test
    @DisplayName("E10: without a feeder PostgreSQL stops, and never promotes")
    void aDeadFeederStopsTheRecovery() throws Exception {
        RestorePlan plan = restored("latest", RecoveryAction.PROMOTE);
        plan.openFeeder(System::nanoTime).close();
        try (EmbeddedPostgres server =
                EmbeddedPostgres.open(MAJOR, plan.files().dataDirectory()).launch()) {
            Poll.until("PostgreSQL stops", () -> !server.isAlive());

            assertNeverPromoted(plan, server);
        }
    }

    private static void assertNeverPromoted(RestorePlan plan, EmbeddedPostgres server)
            throws Exception {
        assertFalse(
                Files.exists(
                        plan.files().dataDirectory().resolve("pg_wal/00000002.history")),
                server.log());
        assertTrue(server.log().contains("FATAL"), server.log());
    }

    @Test
    @DisplayName("T14: a restore that was interrupted cannot be started")
    void aHalfRestoredDirectoryHasNoControlFile() {
        RestorePlan plan = RestorePlanner.plan(request("latest", RecoveryAction.PROMOTE));
        store.reachable(false);
        try {
            assertThrows(
                    HoldfastException.class,
                    () ->
                            RestoreApply.run(
                                    plan,
                                    new ApplyOptions(2, Duration.ofMillis(1)),
                                    progress -> {},
                                    System::nanoTime));
        } finally {
            store.reachable(true);
        }

        Path data = plan.files().dataDirectory();
        assertTrue(Files.exists(data.resolve("holdfast.restore-incomplete")));
        assertFalse(Files.exists(data.resolve(ControlFile.PATH)));
        assertEquals(
                "data-directory-incomplete",
                assertThrows(
                                HoldfastException.class,
                                () ->
                                        RestorePlanner.plan(
                                                into(plan.request(), data)))
                        .code());
    }

    private static RestoreRequest into(RestoreRequest request, Path data) {
        return new RestoreRequest(
                request.repository(),
                request.target(),
                request.timeline(),
                request.backup(),
                new Destination(data, request.destination().tablespaces()),
                request.action(),
                request.feeder());
    }

    @Test
    @DisplayName("T15: a live cluster is never restored over")
    void refusesALiveDataDirectory() {
        var request = request("latest", RecoveryAction.PROMOTE);

        var refused =
                assertThrows(
                        HoldfastException.class,
                        () -> RestorePlanner.plan(into(request, source.dataDirectory())));

        assertEquals("data-directory-live", refused.code());
    }

    @Test
    @DisplayName("T16: a tablespace is not laid over the files of the old one")
    void refusesAnUnmappedTablespace() {
        var request = request("latest", RecoveryAction.PROMOTE);
        var unmapped =
                new RestoreRequest(
                        request.repository(),
                        request.target(),
                        request.timeline(),
                        request.backup(),
                        new Destination(request.destination().dataDirectory(), Map.of()),
                        request.action(),
                        request.feeder());

        var refused =
                assertThrows(HoldfastException.class, () -> RestorePlanner.plan(unmapped));

        assertEquals("tablespace-place-taken", refused.code());
    }

    @Test
    @DisplayName("T36: the segments of this cluster are a megabyte")
    void thePlanKnowsTheSegmentSize() {
        RestorePlan plan = RestorePlanner.plan(request("latest", RecoveryAction.PROMOTE));

        assertEquals(1 << 20, plan.wal().segmentSize().bytes());
    }
}
