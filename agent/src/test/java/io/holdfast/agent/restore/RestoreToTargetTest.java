package io.holdfast.agent.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.target.RestoreTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreToTargetTest {
    private EightTables cluster;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        cluster = new EightTables(folder, 18);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private void assertRecovered(String target, int tables) throws Exception {
        RestorePlan plan = cluster.restored(target, RecoveryAction.PAUSE);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.start(plan)) {
            Eventually.until(
                    "recovery pauses",
                    () ->
                            server.queryString("select pg_get_wal_replay_pause_state()")
                                    .equals("paused"));
            assertEquals(tables, EightTables.tables(server));
            assertEquals(10_000, server.queryLong("select count(*) from base"));
            assertEquals(
                    plan.stop().end(),
                    Lsn.parse(server.queryString("select pg_last_wal_replay_lsn()")));
        }
    }

    @Test
    @DisplayName("T5: what is restored to the latest is promoted, and archives nowhere")
    void restoresTheLatestAndPromotes() throws Exception {
        RestorePlan plan = cluster.restored("latest", RecoveryAction.PROMOTE);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server = cluster.start(plan)) {
            Eventually.until(
                    "the promotion",
                    () -> server.queryString("select pg_is_in_recovery()").equals("f"));
            assertEquals(8, EightTables.tables(server));
            assertEquals("off", server.queryString("show archive_mode"));
            server.execute("insert into base values (0)");
        }
    }

    @Test
    void restoresToALsn() throws Exception {
        assertRecovered("lsn=" + cluster.after(2), 2);
    }

    @Test
    @DisplayName("T7: restores to a time")
    void restoresToATime() throws Exception {
        assertRecovered("time=" + cluster.timeAfter(3), 3);
    }

    @Test
    @DisplayName("T6: restores to a transaction")
    void restoresToATransaction() throws Exception {
        assertRecovered("xid=" + cluster.xidOf(5), 5);
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
        Instant sampled =
                RestorePlanner.plan(cluster.request("latest", RecoveryAction.PAUSE))
                        .branch()
                        .window()
                        .last()
                        .map(piece -> piece.sampledAt())
                        .orElseThrow();

        assertRecovered("time=" + sampled.truncatedTo(ChronoUnit.MICROS), 8);
    }

    @Test
    void whatIsReplayedEndsBeforeAnExclusiveTarget() {
        RestoreRequest asked = cluster.request("xid=" + cluster.xidOf(5), RecoveryAction.PAUSE);
        RestoreRequest exclusive =
                new RestoreRequest(
                        asked.repository(),
                        RestoreTarget.parse("xid=" + cluster.xidOf(5), false),
                        asked.timeline(),
                        asked.backup(),
                        asked.destination(),
                        asked.action(),
                        asked.feeder());

        Lsn with = RestorePlanner.plan(asked).stop().record();
        Lsn without = RestorePlanner.plan(exclusive).stop().end();

        assertTrue(without.compareTo(with) <= 0, without + " " + with);
        assertTrue(without.isAfter(cluster.after(4)));
    }

    @ParameterizedTest
    @DisplayName("E2: a target past the end is refused at plan time, with what can be reached")
    @ValueSource(strings = {"lsn=FF/0", "lsn=0/1000", "xid=4000000000", "name=never", "time"})
    void refusesWhatCannotBeReached(String target) {
        String text =
                target.equals("time") ? "time=" + Instant.now().plus(Duration.ofDays(1)) : target;

        var refused =
                assertThrows(
                        HoldfastException.class,
                        () -> RestorePlanner.plan(cluster.request(text, RecoveryAction.PAUSE)));

        assertEquals("target-out-of-reach", refused.code());
        assertTrue(refused.hint().contains(cluster.frontier().toString()), refused.hint());
    }

    @Test
    void aPlanSaysWhatItWillDoAndDoesNothing() {
        RestorePlan plan =
                RestorePlanner.plan(cluster.request("name=after-6", RecoveryAction.PAUSE));

        List<String> lines = plan.describe();

        assertTrue(lines.getFirst().startsWith("restore name=after-6: "), lines.toString());
        assertTrue(Files.notExists(plan.files().dataDirectory()));
    }
}
