package io.holdfast.agent.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.testing.Damage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreUnderDamageTest {
    private EightTables cluster;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        cluster = new EightTables(folder, 15);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    @DisplayName("E3: WAL that is missing in the middle is noticed at plan time")
    void refusesToPlanOverAHole() {
        String name = cluster.pieceOf(4);
        byte[] bytes = cluster.objects().get(name).orElseThrow();
        cluster.objects().delete(name);
        try {
            var refused =
                    assertThrows(
                            HoldfastException.class,
                            () ->
                                    RestorePlanner.plan(
                                            cluster.request("latest", RecoveryAction.PROMOTE)));

            assertEquals("wal-missing", refused.code());
        } finally {
            cluster.objects().putIfAbsent(name, bytes, bytes.length);
        }
    }

    @Test
    @DisplayName("E3, E4: WAL that goes bad after planning stops PostgreSQL, which never promotes")
    void damageStopsTheRecovery() throws Exception {
        RestorePlan plan = cluster.restored("latest", RecoveryAction.PROMOTE);
        String name = cluster.pieceOf(4);
        int middle = cluster.objects().get(name).orElseThrow().length / 2;
        Damage.flip(cluster.objects(), name, middle);
        try (var feeder = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.launch(plan)) {
            Eventually.until("PostgreSQL stops", () -> !server.isAlive());

            assertNeverPromoted(plan, server);
            assertEquals("object-damaged", feeder.status().failure().orElseThrow().code());
        } finally {
            Damage.flip(cluster.objects(), name, middle);
        }
    }

    @Test
    @DisplayName("a damaged object at the end: latest is refused, what lies before it comes back")
    void whatLiesBeforeTheDamageComesBack() throws Exception {
        String name = cluster.pieceOf(8);
        Damage.flip(cluster.objects(), name, 0);
        try {
            HoldfastException latest = refused("latest");
            assertEquals("wal-damaged", latest.code());
            assertTrue(latest.toString().contains(name), latest::toString);
            HoldfastException named = refused("name=after-5");
            assertEquals("wal-damaged", named.code());
            assertEquals(cluster.after(5), reached(advised(named)));
            HoldfastException behind = refused("name=after-8");
            assertEquals("target-out-of-reach", behind.code());
            assertTrue(behind.toString().contains(name), behind::toString);

            RestorePlan plan = cluster.restored(advised(latest), RecoveryAction.PROMOTE);

            assertTrue(plan.describe().toString().contains("attention: "), plan::toString);
            try (var feeder = plan.openFeeder(System::nanoTime);
                    EmbeddedPostgres server = cluster.start(plan)) {
                Eventually.until(
                        () -> "the promotion " + feeder.status(),
                        () -> server.queryString("select pg_is_in_recovery()").equals("f"));
                assertEquals(7, EightTables.tables(server));
            }
        } finally {
            Damage.flip(cluster.objects(), name, 0);
        }
    }

    private static String advised(HoldfastException refused) {
        return refused.hint().replaceAll(".*(lsn=[0-9A-F/]+)\\.", "$1");
    }

    private Lsn reached(String target) {
        return RestorePlanner.plan(cluster.request(target, RecoveryAction.PROMOTE))
                .resolution()
                .stop()
                .end();
    }

    private HoldfastException refused(String target) {
        return assertThrows(
                HoldfastException.class,
                () -> RestorePlanner.plan(cluster.request(target, RecoveryAction.PROMOTE)));
    }

    @Test
    @DisplayName("E10: a repository out of reach makes PostgreSQL wait; then it recovers all")
    void anUnreachableRepositoryIsWaitedFor() throws Exception {
        RestorePlan plan = cluster.restored("latest", RecoveryAction.PROMOTE);
        cluster.store().reachable(false);
        try (var feeder = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.launch(plan)) {
            Eventually.until(
                    "the feeder is asked in vain",
                    () ->
                            feeder.status().lastAsked().isPresent()
                                    && feeder.status().trouble().isPresent());
            assertTrue(server.isAlive());

            cluster.store().reachable(true);

            server.awaitReady();
            Eventually.until(
                    "the promotion",
                    () -> server.queryString("select pg_is_in_recovery()").equals("f"));
            assertEquals(8, EightTables.tables(server));
        } finally {
            cluster.store().reachable(true);
        }
    }

    @Test
    @DisplayName("E10, T1: without a feeder PostgreSQL stops, and never promotes")
    void aDeadFeederStopsTheRecovery() throws Exception {
        RestorePlan plan = cluster.restored("latest", RecoveryAction.PROMOTE);
        plan.openFeeder(System::nanoTime).close();
        try (EmbeddedPostgres server = cluster.launch(plan)) {
            Eventually.until("PostgreSQL stops", () -> !server.isAlive());

            assertNeverPromoted(plan, server);
        }
    }

    private static void assertNeverPromoted(RestorePlan plan, EmbeddedPostgres server) {
        Path history = plan.files().dataDirectory().resolve("pg_wal/00000002.history");
        assertFalse(Files.exists(history), server.log());
        assertTrue(server.log().contains("FATAL"), server.log());
    }

    @Test
    @DisplayName("T14: a restore that was interrupted cannot be started, nor restored over")
    void aHalfRestoredDirectoryHasNoControlFile() {
        RestorePlan plan = RestorePlanner.plan(cluster.request("latest", RecoveryAction.PROMOTE));
        cluster.store().reachable(false);
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
            cluster.store().reachable(true);
        }

        Path data = plan.files().dataDirectory();
        assertTrue(Files.exists(data.resolve("holdfast.restore-incomplete")));
        assertFalse(Files.exists(data.resolve(ControlFile.PATH)));
        assertRefused("data-directory-incomplete", plan.request());
    }

    @Test
    @DisplayName("T15: a live cluster is never restored over")
    void refusesALiveDataDirectory() {
        RestoreRequest request = cluster.request("latest", RecoveryAction.PROMOTE);
        Path live = cluster.source().dataDirectory();

        assertRefused(
                "data-directory-live",
                to(request, new Destination(live, request.destination().tablespaces())));
    }

    @Test
    @DisplayName("T15: nothing that is there is restored over")
    void refusesADirectoryThatIsNotEmpty() throws Exception {
        RestoreRequest request = cluster.request("latest", RecoveryAction.PROMOTE);
        Path data = Files.createDirectories(request.destination().dataDirectory());
        Files.writeString(data.resolve("letter"), "precious");

        assertRefused("data-directory-not-empty", request);
    }

    @Test
    @DisplayName("T16: a tablespace is not laid over the files of the old one")
    void refusesAnUnmappedTablespace() {
        RestoreRequest request = cluster.request("latest", RecoveryAction.PROMOTE);

        assertRefused(
                "tablespace-place-taken",
                to(request, new Destination(request.destination().dataDirectory(), Map.of())));
    }

    @Test
    @DisplayName("T10: the spool stays outside of the data directory")
    void refusesASpoolInsideOfTheDataDirectory() {
        RestoreRequest request = cluster.request("latest", RecoveryAction.PROMOTE);

        assertRefused(
                "spool-inside-data-directory",
                to(
                        request,
                        new Destination(
                                request.feeder().spool().resolve(".."),
                                request.destination().tablespaces())));
    }

    private static void assertRefused(String code, RestoreRequest request) {
        assertEquals(
                code,
                assertThrows(HoldfastException.class, () -> RestorePlanner.plan(request)).code());
    }

    private static RestoreRequest to(RestoreRequest request, Destination destination) {
        return new RestoreRequest(
                request.repository(),
                request.target(),
                request.timeline(),
                request.backup(),
                destination,
                request.action(),
                request.feeder());
    }
}
