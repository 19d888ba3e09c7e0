package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.agent.testing.SwitchableFault;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.EmbeddedPostgresBuilder;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.FaultyObjectStore.Kind;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's own limits, on a server that checkpoints only when it is told to. */
class SlotAlarmTest {
    private static final String SLOT = " from pg_replication_slots where slot_name = 'holdfast'";

    private final SwitchableFault fault = new SwitchableFault();
    private final Repositories repositories = new Repositories();

    SlotAlarmTest() {
        repositories.add("one", new FaultyObjectStore(new MemoryObjectStore(), fault));
    }

    private static EmbeddedPostgresBuilder server(int major) {
        return EmbeddedPostgres.builder(major)
                .walSegmentSizeMb(1)
                .setting("fsync", "off")
                .setting("checkpoint_timeout", "1h");
    }

    private static CaptureSettings settings() {
        CaptureSettings usual = Capturing.settings("db1", new Durability.All());
        return new CaptureSettings(
                usual.instance(),
                usual.slot(),
                usual.durability(),
                usual.config(),
                usual.maxPieceBytes(),
                usual.windowBytes(),
                Duration.ofMillis(200),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    @DisplayName("T25: a slot that the server is about to give up is announced while it holds all")
    void isAnnouncedBeforeItIsLost(int major) throws Exception {
        Faults.Stall stall = Faults.stalls(operation -> operation.kind() == Kind.PUT);
        try (EmbeddedPostgres server =
                        server(major).setting("max_slot_wal_keep_size", "16MB").start();
                Capturing capturing = new Capturing(server, repositories, settings())) {
            server.execute("create table t (filler text)");
            capturing.awaitAcknowledged();
            fault.become(stall);

            CaptureEvent.SlotNearlyLost first =
                    writeUntil(
                            server,
                            capturing,
                            "pg_current_wal_lsn() - restart_lsn > safe_wal_size",
                            "reserved");

            assertEquals("reserved", server.queryString("select wal_status" + SLOT));
            assertTrue(first.safeBytes() > 0, first::toString);
            assertTrue(first.retainedBytes() >= first.safeBytes() / 2, first::toString);
            assertTrue(first.timeLeft().isPresent(), first::toString);

            CaptureEvent.SlotNearlyLost last =
                    writeUntil(server, capturing, "wal_status = 'unreserved'", "unreserved");

            assertEquals("unreserved", server.queryString("select wal_status" + SLOT));
            assertTrue(last.safeBytes() <= 0, last::toString);
            CaptureStatus.Slot slot = capturing.capture().status().slot().orElseThrow();
            assertEquals("unreserved", slot.walStatus());
            assertEquals(Duration.ZERO, slot.timeLeft().orElseThrow());

            stall.release();
            capturing.awaitAcknowledged();
            assertEquals("reserved", server.queryString("select wal_status" + SLOT));
        }
    }

    /**
     * Writes until the slot is in this state, and no further, for whoever writes on may be past the
     * next state before the agent looks again.
     *
     * @return the first announcement with this status
     */
    private static CaptureEvent.SlotNearlyLost writeUntil(
            EmbeddedPostgres server, Capturing capturing, String state, String status) {
        String query = "select count(*)" + SLOT + " and " + state;
        Eventually.until(
                state,
                () -> {
                    server.execute(
                            "insert into t select string_agg(md5(random()::text), '') from"
                                    + " generate_series(1, 3000) i group by i % 100");
                    return server.queryLong(query) == 1;
                });
        List<CaptureEvent.SlotNearlyLost> found = new ArrayList<>();
        Eventually.until(
                () -> status + " in " + capturing.events(),
                () -> {
                    capturing.events().stream()
                            .filter(CaptureEvent.SlotNearlyLost.class::isInstance)
                            .map(CaptureEvent.SlotNearlyLost.class::cast)
                            .filter(event -> event.walStatus().equals(status))
                            .forEach(found::add);
                    return !found.isEmpty();
                });
        return found.getFirst();
    }

    @Test
    @DisplayName("T25: a slot that the server is about to give up as idle is announced before")
    void anIdleSlotIsAnnouncedBeforeItIsLost() throws Exception {
        List<CaptureEvent> events = new ArrayList<>();
        try (EmbeddedPostgres server =
                server(18).setting("idle_replication_slot_timeout", "2s").start()) {
            try (Capturing capturing = new Capturing(server, repositories, settings())) {
                capturing.awaitAcknowledged();
            }

            checkUntilItIsHeard(server, events);

            CaptureEvent.SlotIdle idle = (CaptureEvent.SlotIdle) events.getFirst();
            assertEquals(Duration.ofSeconds(2), idle.limit());
            assertTrue(!idle.idle().minusSeconds(1).isNegative(), idle::toString);
            assertEquals("reserved", server.queryString("select wal_status" + SLOT));
        }
    }

    private static void checkUntilItIsHeard(EmbeddedPostgres server, List<CaptureEvent> events) {
        Vertx vertx = Vertx.vertx();
        try (PgConnector connector =
                        new PgConnector(
                                vertx,
                                InstantSource.system(),
                                System::nanoTime,
                                PgConnector.DEFAULT_BUFFER_BYTES);
                PgConnection sql = connector.connect(Capturing.connection(server))) {
            SlotGuard guard =
                    new SlotGuard(
                            Capturing.SLOT, settings().config(), events::add, System::nanoTime);
            Eventually.until(
                    "the alarm",
                    () -> {
                        guard.check(sql);
                        return !events.isEmpty();
                    });
        } finally {
            vertx.close().await();
        }
    }
}
