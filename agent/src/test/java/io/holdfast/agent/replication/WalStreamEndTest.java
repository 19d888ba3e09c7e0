package io.holdfast.agent.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
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

/** How a server ends a stream: its timeline is over, or the server itself is. */
@ParameterizedClass(name = "postgresql {0}")
@ValueSource(ints = {14, 18})
final class WalStreamEndTest {
    private static final TimelineId FIRST = new TimelineId(1);

    private final int major;
    private EmbeddedPostgres server;
    private Client client;
    private Lsn from;

    WalStreamEndTest(int major) {
        this.major = major;
    }

    @BeforeEach
    void start() {
        server = EmbeddedPostgres.builder(major).walSegmentSizeMb(1).start();
        client = new Client();
        from = Streams.flushLsn(server);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
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
        var connection = replication();
        var stream = Streams.from(connection, from);
        writeMegabytes(1);
        assertEquals(ServerState.ACCEPTING, client.connector.state(Client.trusted(server)));

        var stopping = CompletableFuture.runAsync(() -> server.stop(StopMode.FAST));
        Eventually.until(
                "the server to turn newcomers away",
                () -> {
                    stream.sendStatus(Lsn.ZERO, Lsn.ZERO, false);
                    return client.connector.state(Client.trusted(server)) == ServerState.NOT_NOW;
                });
        stream.close();

        stopping.get(60, TimeUnit.SECONDS);
        assertEquals(ServerState.UNREACHABLE, client.connector.state(Client.trusted(server)));
    }

    private ReplicationConnection replication() {
        return client.connector.connectReplication(Client.trusted(server));
    }

    private void writeMegabytes(int count) {
        Streams.writeMegabytes(server, count);
    }
}
