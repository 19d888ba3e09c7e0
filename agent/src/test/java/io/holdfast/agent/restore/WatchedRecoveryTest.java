package io.holdfast.agent.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.replication.Tls;
import io.holdfast.agent.restore.feed.Feeder;
import io.holdfast.agent.restore.watch.RecoveryVerdict;
import io.holdfast.agent.restore.watch.RecoveryVerdict.Missed;
import io.holdfast.agent.restore.watch.RecoveryVerdict.Reached;
import io.holdfast.agent.restore.watch.RecoveryVerdict.Stopped;
import io.holdfast.agent.restore.watch.RecoveryWatch;
import io.holdfast.agent.restore.watch.SqlProbe;
import io.holdfast.agent.restore.watch.WatchOptions;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.control.ClusterState;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchedRecoveryTest {
    private static final WatchOptions OPTIONS =
            new WatchOptions(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofMinutes(2));

    private Vertx vertx;
    private PgConnector connector;
    private EightTables cluster;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        cluster = new EightTables(folder, 17);
        vertx = Vertx.vertx();
        connector =
                new PgConnector(
                        vertx, Instant::now, System::nanoTime, PgConnector.DEFAULT_BUFFER_BYTES);
    }

    @AfterAll
    void stop() {
        connector.close();
        vertx.close().await();
        cluster.close();
    }

    private RecoveryVerdict watch(RestorePlan plan, EmbeddedPostgres server)
            throws InterruptedException {
        return watch(plan, server, OPTIONS);
    }

    private RecoveryVerdict watch(RestorePlan plan, EmbeddedPostgres server, WatchOptions options)
            throws InterruptedException {
        var settings =
                new ConnectionSettings(
                        "127.0.0.1",
                        server.port(),
                        "postgres",
                        Optional::empty,
                        "postgres",
                        Tls.of(Tls.Mode.DISABLE),
                        "holdfast",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
        return new RecoveryWatch(
                        plan.stop(),
                        plan.files().dataDirectory(),
                        new SqlProbe(connector, settings),
                        options,
                        System::nanoTime)
                .run(sample -> {});
    }

    @Test
    @DisplayName("T19: a recovery that pauses has reached its target, and is not promoted")
    void aPausedRecoveryHasReachedItsTarget() throws Exception {
        RestorePlan plan = cluster.restored("name=after-4", RecoveryAction.PAUSE);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.launch(plan)) {
            var reached = assertInstanceOf(Reached.class, watch(plan, server));

            assertFalse(reached.isPromoted());
            assertEquals(plan.stop().lastCommit(), reached.lastTransaction());
            assertEquals(4, EightTables.tables(server));
        }
    }

    @Test
    @DisplayName("T19: a server that promotes itself has reached its target")
    void aPromotedServerHasReachedItsTarget() throws Exception {
        RestorePlan plan = cluster.restored("latest", RecoveryAction.PROMOTE);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.launch(plan)) {
            var reached = assertInstanceOf(Reached.class, watch(plan, server));

            assertEquals(Optional.of(new TimelineId(2)), reached.timeline());
            assertEquals(8, EightTables.tables(server));
        }
    }

    @Test
    @DisplayName("E2: a server that ends after it was started has reached nothing")
    void aTargetThatPostgresDoesNotFindIsNotReached() throws Exception {
        RestorePlan plan = cluster.restored("latest", RecoveryAction.PROMOTE);
        append(plan, "recovery_target_lsn = 'FF/0'");
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.launch(plan)) {
            assertInstanceOf(Stopped.class, watch(plan, server));
            assertTrue(
                    server.log().contains("recovery ended before configured recovery target"),
                    server.log());
        }
    }

    @Test
    @DisplayName("E3, E10: a server that promoted too early is found out")
    void anEarlyPromotionIsMissed() throws Exception {
        RestorePlan plan = cluster.restored("latest", RecoveryAction.PROMOTE);
        String command = Feeder.restoreCommand(plan.request().feeder());
        // what others do when the network fails: exit 1, here from the third table on
        String failing =
                "case %f in " + cluster.segmentOf(3) + "|*.history) exit 1;; esac; " + command;
        append(
                plan,
                "recovery_target_lsn = ''",
                "restore_command = '" + failing.replace("'", "''") + "'");
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.launch(plan)) {
            var missed = assertInstanceOf(Missed.class, watch(plan, server));

            assertTrue(missed.reached().orElseThrow().isBefore(plan.stop().end()));
            assertTrue(EightTables.tables(server) < 8);
        }
    }

    @Test
    void aServerThatCameAndWentUnseenIsNotWaitedFor() throws Exception {
        RestorePlan plan = cluster.restored("name=after-4", RecoveryAction.SHUTDOWN);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.launch(plan)) {
            Eventually.until("the server's end", () -> !server.isAlive());
            var forEver =
                    new WatchOptions(
                            OPTIONS.lookEvery(), Duration.ofDays(1), Duration.ofMinutes(2));

            var stopped = assertInstanceOf(Stopped.class, watch(plan, server, forEver));

            assertEquals(Optional.of(ClusterState.SHUT_DOWN_IN_RECOVERY), stopped.state());
        }
    }

    private static void append(RestorePlan plan, String... lines) throws IOException {
        Files.write(
                plan.files().dataDirectory().resolve("postgresql.auto.conf"),
                List.of(lines),
                StandardOpenOption.APPEND);
    }
}
