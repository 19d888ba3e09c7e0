package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.agent.testing.SwitchableFault;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.embedded.postgres.StopOutcome;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.FaultyObjectStore.Kind;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StalledRepositoryTest {
    private static final int WINDOW_BYTES = 1 << 20;

    private final SwitchableFault first = new SwitchableFault();
    private final SwitchableFault second = new SwitchableFault();
    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;

    @BeforeEach
    void startServer() {
        repositories.add("one", new FaultyObjectStore(new MemoryObjectStore(), first));
        repositories.add("two", new FaultyObjectStore(new MemoryObjectStore(), second));
        server =
                EmbeddedPostgres.builder(18)
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("wal_compression", "off")
                        .setting("wal_keep_size", "512MB")
                        .start();
        server.execute("create table t (filler text)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static CaptureSettings settings(Duration suspendAfter) {
        CaptureSettings usual = Capturing.settings("db1", new Durability.All());
        return new CaptureSettings(
                usual.instance(),
                usual.slot(),
                usual.durability(),
                usual.config(),
                1 << 18,
                WINDOW_BYTES,
                Duration.ofMillis(200),
                suspendAfter,
                Duration.ofSeconds(1));
    }

    /** About four megabytes that cannot be compressed. */
    private void writeMuch() {
        server.execute(
                "insert into t select string_agg(md5(random()::text), '') from"
                        + " generate_series(1, 120000) i group by i % 1000");
    }

    private static LaneState state(Capturing capturing, int lane) {
        var lanes = capturing.capture().status().lanes();
        return lanes.size() > lane ? lanes.get(lane).state() : LaneState.JOINING;
    }

    private static void awaitState(Capturing capturing, int lane, LaneState wanted) {
        Eventually.until(
                () -> wanted + " in " + capturing.capture().status(),
                () -> state(capturing, lane) == wanted);
    }

    private static Faults.Stall stalledPuts() {
        return Faults.stalls(operation -> operation.kind() == Kind.PUT);
    }

    @Test
    @DisplayName("T80, T82: a stalled repository is suspended, copies what it missed, counts again")
    void stalledRepositoryIsSuspendedAndComesBack() throws Exception {
        Faults.Stall stall = stalledPuts();
        try (Capturing capturing =
                new Capturing(server, repositories, settings(Duration.ofSeconds(3)))) {
            capturing.awaitAcknowledged();
            second.become(stall);
            writeMuch();
            Lsn written = Lsn.parse(server.queryString("select pg_current_wal_flush_lsn()"));

            stall.awaitReached();
            Eventually.until(
                    () -> "repository one to go on in " + capturing.capture().status(),
                    () -> holds(capturing, 0, written));
            assertFalse(holds(capturing, 1, written));

            awaitState(capturing, 1, LaneState.SUSPENDED);
            capturing.awaitAcknowledged(written);
            assertEquals(LaneState.COUNTED, state(capturing, 0));

            stall.release();
            second.heal();
            writeMuch();
            Lsn last = capturing.awaitAcknowledged();
            Eventually.until(
                    () -> "repository two to catch up in " + capturing.capture().status(),
                    () -> holds(capturing, 1, last));
            awaitState(capturing, 1, LaneState.COUNTED);
            HeldWal.assertSame(server, repositories.open(0), last);
            HeldWal.assertSame(server, repositories.open(1), last);
        } finally {
            stall.release();
        }
    }

    private static boolean holds(Capturing capturing, int lane, Lsn lsn) {
        return capturing.capture().status().lanes().get(lane).frontier().stream()
                .anyMatch(frontier -> !frontier.isBefore(lsn));
    }

    @Test
    @DisplayName("T21: with durability all, nothing is acknowledged that a stalled one lacks")
    void stalledRepositoryStopsAcknowledgement() throws Exception {
        Faults.Stall stall = stalledPuts();
        try (Capturing capturing =
                new Capturing(server, repositories, settings(Duration.ofMinutes(5)))) {
            Lsn before = capturing.awaitAcknowledged();
            second.become(stall);
            writeMuch();
            Lsn written = Lsn.parse(server.queryString("select pg_current_wal_flush_lsn()"));

            Eventually.until(
                    () -> "repository one to go on in " + capturing.capture().status(),
                    () -> holds(capturing, 0, written));

            Lsn acknowledged = capturing.capture().status().acknowledged().orElseThrow();
            Lsn second = capturing.capture().status().lanes().get(1).frontier().orElseThrow();
            assertTrue(!acknowledged.isAfter(second), () -> acknowledged + " after " + second);
            assertTrue(!acknowledged.isBefore(before));
        } finally {
            stall.release();
        }
    }

    @Test
    @DisplayName("T80: an agent stops although every repository stalls and there is no room")
    void closesWhileEverythingStalls() throws Exception {
        Faults.Stall stall = stalledPuts();
        Capturing capturing = new Capturing(server, repositories, settings(Duration.ofMinutes(5)));
        capturing.awaitAcknowledged();
        first.become(stall);
        second.become(stall);
        writeMuch();
        stall.awaitReached();

        Thread closing = Thread.ofVirtual().start(capturing::close);

        assertTrue(closing.join(Duration.ofSeconds(30)), "still closing");
        assertEquals(CaptureStatus.Phase.STOPPED, capturing.capture().status().phase());
        stall.release();
    }

    @Test
    @DisplayName("E14, T30: a fast shutdown does not wait for a stalled repository")
    void fastShutdownEndsAlthoughARepositoryStalls() throws Exception {
        Faults.Stall stall = stalledPuts();
        try (Capturing capturing =
                new Capturing(server, repositories, settings(Duration.ofMinutes(5)))) {
            capturing.awaitAcknowledged();
            second.become(stall);
            writeMuch();
            stall.awaitReached();

            StopOutcome outcome = server.stop(StopMode.FAST, Duration.ofSeconds(40));

            assertTrue(outcome instanceof StopOutcome.Stopped, () -> outcome + " " + server.log());
        } finally {
            stall.release();
        }
    }
}
