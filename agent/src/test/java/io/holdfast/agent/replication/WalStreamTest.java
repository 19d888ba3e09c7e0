package io.holdfast.agent.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "postgresql {0}")
@ValueSource(ints = {14, 18})
final class WalStreamTest {
    private static final long SMALL_BUFFER = 256 << 10;
    private static final TimelineId FIRST = new TimelineId(1);

    private final int major;
    private EmbeddedPostgres server;
    private Client client;
    private Lsn from;

    WalStreamTest(int major) {
        this.major = major;
    }

    @BeforeEach
    void start() {
        server =
                EmbeddedPostgres.builder(major)
                        .walSegmentSizeMb(1)
                        .setting("wal_sender_timeout", "4s")
                        .setting("min_wal_size", "2MB")
                        .setting("max_wal_size", "4MB")
                        .setting("synchronous_commit", "local")
                        .start();
        client = new Client(SMALL_BUFFER);
        from = Streams.flushLsn(server);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void whatIsWrittenArrivesWithoutAHole() {
        try (var connection = replication();
                var stream = Streams.from(connection, from)) {
            writeMegabytes(3);

            var reached = Streams.readPast(stream, from, Streams.flushLsn(server));

            assertTrue(reached.isAfter(from.plus(3 << 20)));
        }
    }

    @Test
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
        try (var connection = replication();
                var stream = Streams.from(connection, from)) {
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
    @DisplayName("T26: a promotion ends the timeline with its successor and the switch point")
    void aPromotionEndsTheTimelineWithItsSuccessorAndTheSwitchPoint() {
        try (var standby = server.startStandby(Map.of());
                var connection = client.connector.connectReplication(Client.trusted(standby))) {
            var stream = Streams.from(connection, connection.identifySystem().flushed());
            server.kill();
            standby.promote();

            var end =
                    assertInstanceOf(
                            WalEvent.EndOfTimeline.class,
                            Streams.readUntil(
                                    stream, Lsn.ZERO, WalEvent.EndOfTimeline.class::isInstance));
            stream.close();

            var history = connection.timelineHistory(end.next());
            assertEquals(new TimelineId(2), end.next());
            assertEquals(FIRST, history.ancestors().getFirst().timeline());
            assertEquals(end.switchpoint(), history.ancestors().getFirst().switchpoint());
            standby.execute("create table after_promotion()");
            try (var next =
                    connection.startReplication(Optional.empty(), end.switchpoint(), end.next())) {
                Streams.readPast(next, end.switchpoint(), Streams.flushLsn(standby));
            }
        }
    }

    @Test
    void aStreamFromTheVeryEndOfAnOldTimelineEndsAtOnce() {
        try (var standby = server.startStandby(Map.of())) {
            server.kill();
            standby.promote();
            try (var connection = client.connector.connectReplication(Client.trusted(standby))) {
                var end = connection.timelineHistory(new TimelineId(2)).ancestors().getFirst();

                var stream =
                        connection.startReplication(Optional.empty(), end.switchpoint(), FIRST);

                assertEquals(
                        Optional.of(
                                new WalEvent.EndOfTimeline(new TimelineId(2), end.switchpoint())),
                        stream.poll(Client.PATIENCE));
                assertEquals(2, connection.identifySystem().timeline().value());
            }
        }
    }

    @Test
    @DisplayName("T30: a fast shutdown ends as soon as everything is confirmed")
    void aFastShutdownEndsAsSoonAsEverythingIsConfirmed() throws Exception {
        try (var connection = replication();
                var stream = Streams.from(connection, from)) {
            writeMegabytes(1);

            var stopping = CompletableFuture.runAsync(() -> server.stop(StopMode.FAST));
            var last = Streams.readUntil(stream, from, WalEvent.ServerClosed.class::isInstance);

            assertEquals(new WalEvent.ServerClosed(), last);
            stopping.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("E14: a shutdown waits for an unconfirmed stream, and shows as 57P03 elsewhere")
    void aShutdownWaitsForAnUnconfirmedStreamAndShowsElsewhere() throws Exception {
        try (var connection = replication();
                var stream = Streams.from(connection, from)) {
            writeMegabytes(1);
            assertEquals(ServerState.ACCEPTING, client.connector.state(Client.trusted(server)));

            var stopping = CompletableFuture.runAsync(() -> server.stop(StopMode.FAST));
            Eventually.until(
                    "the server to turn newcomers away",
                    () -> {
                        stream.sendStatus(Lsn.ZERO, Lsn.ZERO, false);
                        return client.connector.state(Client.trusted(server))
                                == ServerState.NOT_NOW;
                    });
            stream.close();

            stopping.get(60, TimeUnit.SECONDS);
            assertEquals(ServerState.UNREACHABLE, client.connector.state(Client.trusted(server)));
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
        server.execute(
                "create table if not exists filler(line text)",
                "insert into filler select repeat(md5(i::text), 32) from generate_series(1, %d) i"
                        .formatted(count * 1024));
    }
}
