package io.holdfast.agent.replication;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "postgresql {0}")
@ValueSource(ints = {14, 18})
final class WalStreamTest {
    private static final long SMALL_BUFFER = 256 << 10;

    private static @Nullable EmbeddedPostgres running;

    private final int major;
    private EmbeddedPostgres server;
    private Client client;
    private Lsn from;

    WalStreamTest(int major) {
        this.major = major;
    }

    @BeforeParameterizedClassInvocation
    static void startServer(int major) {
        running =
                EmbeddedPostgres.builder(major)
                        .walSegmentSizeMb(1)
                        .setting("wal_sender_timeout", "4s")
                        .setting("min_wal_size", "2MB")
                        .setting("max_wal_size", "4MB")
                        .start();
    }

    @AfterParameterizedClassInvocation
    static void stopServer() {
        requireNonNull(running).close();
    }

    @BeforeEach
    void open() {
        server = requireNonNull(running);
        Eventually.until(
                "the walsenders of other tests to end",
                () -> server.queryLong("select count(*) from pg_stat_replication") == 0);
        server.execute("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
        client = new Client(SMALL_BUFFER);
        from = Streams.flushLsn(server);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void whatIsWrittenArrivesWithoutAHole() {
        try (var connection = replication();
                var stream = Streams.from(connection, from)) {
            writeMegabytes(3);

            var reached = Streams.readPast(stream, from, Streams.flushLsn(server));

            assertEquals(major, connection.serverMajor());
            assertTrue(reached.isAfter(from.plus(3 << 20)));
        }
    }

    @Test
    @DisplayName("T31: a confirmed position moves the slot, and nothing is said to be applied")
    void aConfirmedPositionMovesTheSlotAndNothingIsSaidToBeApplied() {
        try (var connection = replication()) {
            connection.createPhysicalSlot("holdfast");
            try (var stream = Streams.from(connection, from, "holdfast")) {
                writeMegabytes(1);
                var target = Streams.flushLsn(server);
                Streams.readPast(stream, from, target);

                Eventually.until(
                        "the slot to move",
                        () ->
                                server.queryString(
                                                "select restart_lsn >= '%s' from pg_replication_slots"
                                                        .formatted(target))
                                        .equals("t"));
                assertEquals(
                        "t",
                        server.queryString("select replay_lsn is null from pg_stat_replication"));
            }
        }
    }

    @Test
    @DisplayName("T22: a slot keeps WAL from its creation on, and is created once")
    void aSlotKeepsWalFromItsCreationOn() {
        try (var connection = replication()) {
            var created = connection.createPhysicalSlot("holdfast");
            var again = connection.createPhysicalSlot("holdfast");

            assertEquals(
                    List.of(SlotCreation.CREATED, SlotCreation.ALREADY_EXISTS),
                    List.of(created, again));
            assertEquals(
                    "t",
                    server.queryString("select restart_lsn is not null from pg_replication_slots"));
        }
    }

    @Test
    @DisplayName("T30: who does not poll keeps memory bounded, and statuses keep the server alive")
    void whoDoesNotPollKeepsMemoryBoundedAndTheServerAlive() {
        try (var connection = replication()) {
            connection.createPhysicalSlot("holdfast");
            from = connection.identifySystem().flushed();
            var stream = Streams.from(connection, from, "holdfast");
            writeMegabytes(12);
            var target = Streams.flushLsn(server);
            var pid = server.queryString("select pid from pg_stat_replication");

            // Longer than wal_sender_timeout.
            var until = Deadline.after(System::nanoTime, Duration.ofSeconds(6));
            var most = 0L;
            while (!until.hasPassed()) {
                stream.sendStatus(from, from, false);
                most = Math.max(most, stream.bufferedBytes());
                server.queryString("select 1 + 1");
            }

            assertEquals(pid, server.queryString("select pid from pg_stat_replication"));
            assertTrue(most >= SMALL_BUFFER, "buffered " + most);
            assertTrue(most <= SMALL_BUFFER + (2 << 20), "buffered " + most);
            Streams.readPast(stream, from, target);
        }
    }

    @Test
    void aFinishedStreamFreesTheSlotAtOnce() {
        try (var connection = replication()) {
            connection.createPhysicalSlot("holdfast");
            var stream = Streams.from(connection, from, "holdfast");
            writeMegabytes(2);

            stream.finish(Client.PATIENCE);

            try (var successor = replication();
                    var again = Streams.from(successor, from, "holdfast")) {
                assertEquals(0, again.silence().toMinutes());
            }
        }
    }

    @Test
    void aSlotThatAnotherReceiverUsesIsBusyForTheMoment() {
        try (var connection = replication();
                var other = replication()) {
            connection.createPhysicalSlot("holdfast");
            var stream = Streams.from(connection, from, "holdfast");

            var refusal =
                    assertThrows(
                            HoldfastException.class, () -> Streams.from(other, from, "holdfast"));

            stream.close();
            assertEquals(Optional.of(SqlState.OBJECT_IN_USE), SqlState.of(refusal));
            assertEquals(ErrorCategory.TRANSIENT, refusal.category());
            assertTrue(other.isOpen());
        }
    }

    @Test
    @DisplayName("T24: WAL that is gone is refused with 58P01")
    void walThatIsGoneIsRefused() {
        for (int i = 0; i < 8; i++) {
            writeMegabytes(1);
            server.execute("select pg_switch_wal()", "checkpoint");
        }
        try (var connection = replication();
                var stream = Streams.from(connection, from)) {

            var refusal = assertThrows(HoldfastException.class, () -> stream.poll(Client.PATIENCE));

            assertEquals(Optional.of(SqlState.UNDEFINED_FILE), SqlState.of(refusal));
        }
    }

    @Test
    @DisplayName("T24: WAL that is removed under a paused stream is told by 58P01 too")
    void walThatIsRemovedUnderAPausedStreamIsToldTheSame() {
        try (var connection = replication();
                var stream = Streams.from(connection, from)) {
            writeMegabytes(12);
            for (int i = 0; i < 4; i++) {
                server.execute("select pg_switch_wal()", "checkpoint");
            }

            var refusal =
                    assertThrows(
                            HoldfastException.class,
                            () -> Streams.readUntil(stream, from, event -> false));

            assertEquals(Optional.of(SqlState.UNDEFINED_FILE), SqlState.of(refusal));
        }
    }

    @Test
    void aTerminatedWalsenderSaysWhy() {
        try (var connection = replication();
                var stream = Streams.from(connection, from)) {
            server.queryString("select pg_terminate_backend(pid) from pg_stat_replication");

            var refusal =
                    assertThrows(
                            HoldfastException.class,
                            () -> Streams.readUntil(stream, Lsn.ZERO, event -> false));

            assertEquals(Optional.of(SqlState.ADMIN_SHUTDOWN), SqlState.of(refusal));
        }
    }

    @Test
    @DisplayName("T32: an idle server is not taken for a dead one")
    void anIdleServerIsNotTakenForADeadOne() {
        var settings = Client.impatient(Client.trusted(server), Duration.ofSeconds(3));
        try (var connection = client.connector.connectReplication(settings);
                var stream = Streams.from(connection, from)) {
            var until = Deadline.after(System::nanoTime, Duration.ofSeconds(7));

            while (!until.hasPassed()) {
                stream.poll(Duration.ofMillis(300));
            }

            assertTrue(connection.isOpen());
        }
    }

    private ReplicationConnection replication() {
        return client.connector.connectReplication(Client.trusted(server));
    }

    private void writeMegabytes(int count) {
        Streams.writeMegabytes(server, count);
    }
}
