package io.holdfast.embedded.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** What a physical slot promises, and what it does not. Capture is built upon these answers. */
class SlotAssumptionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** From here on a slot remembers that it was invalidated, for whoever looks (slot.h). */
    private static final int FIRST_THAT_REMEMBERS = 16;

    /** Here ReplicationSlotAcquire learned to refuse a slot that was invalidated (slot.c). */
    private static final int FIRST_THAT_REFUSES = 18;

    static List<Integer> majors() {
        return EmbeddedPostgres.majors();
    }

    @ParameterizedTest(name = "postgresql {0}")
    @MethodSource("majors")
    @DisplayName("E1: up to 17 a lost slot streams on as if nothing were lost, and only 18 refuses")
    void aLostSlot(int major) throws SQLException {
        try (var server = server(major)) {
            server.execute("select pg_create_physical_replication_slot('s', true)");
            loseTheSlot(server);

            try (var receiver = new Receiver(server)) {
                if (major < FIRST_THAT_REFUSES) {
                    assertStreamsAsIfNothingWereLost(server, receiver.stream("s"));
                } else {
                    var refusal = assertThrows(SQLException.class, () -> receiver.stream("s"));
                    assertEquals("55000", refusal.getSQLState());
                }
            }
        }
    }

    private static void assertStreamsAsIfNothingWereLost(
            EmbeddedPostgres server, PGReplicationStream stream) throws SQLException {
        server.execute("insert into t select 'x'");
        var received = stream.read();
        assertTrue(received != null && received.hasRemaining());
        stream.setFlushedLSN(stream.getLastReceiveLSN());
        stream.forceUpdateStatus();

        var expected = server.major() < FIRST_THAT_REMEMBERS ? "reserved" : "lost";
        assertTrue(
                Poll.until(PATIENCE, () -> status(server).equals(expected)), () -> status(server));
    }

    private static void loseTheSlot(EmbeddedPostgres server) {
        assertTrue(
                Poll.until(
                        PATIENCE,
                        () -> {
                            server.execute(
                                    "insert into t select md5(i::text)"
                                            + " from generate_series(1, 5000) i",
                                    "select pg_switch_wal()",
                                    "checkpoint");
                            return status(server).equals("lost");
                        }));
    }

    private static String status(EmbeddedPostgres server) {
        return server.queryString("select wal_status from pg_replication_slots");
    }

    @ParameterizedTest(name = "postgresql {0}")
    @MethodSource("majors")
    @DisplayName("E15: a slot is made and advanced on a standby, and outlives its promotion")
    void aSlotOnAStandby(int major) {
        try (var server = server(major);
                var standby = server.startStandby(Map.of())) {
            standby.execute("select pg_create_physical_replication_slot('s', true)");
            server.execute("insert into t select md5(i::text) from generate_series(1, 5000) i");
            var target = server.queryString("select pg_current_wal_flush_lsn()");
            assertTrue(
                    Poll.until(
                            PATIENCE,
                            () ->
                                    standby.queryString(
                                                    "select pg_last_wal_replay_lsn() >= '"
                                                            + target
                                                            + "'")
                                            .equals("t")));

            standby.execute("select pg_replication_slot_advance('s', '" + target + "')");
            standby.promote();

            assertEquals(
                    target, standby.queryString("select restart_lsn from pg_replication_slots"));
        }
    }

    @ParameterizedTest(name = "postgresql {0}")
    @MethodSource("majors")
    @DisplayName("E14: a receiver that answers but does not confirm keeps a server from stopping")
    void anUnconfirmedReceiverHoldsUpAShutdown(int major) throws Exception {
        try (var server = server(major);
                var receiver = new Receiver(server)) {
            server.execute("select pg_create_physical_replication_slot('s', true)");
            var stream = receiver.stream("s");
            stream.setFlushedLSN(stream.getLastReceiveLSN());
            server.execute("insert into t select 'x'");

            var reader = Thread.ofVirtual().start(() -> answerUntilItEnds(stream));
            var outcome = server.stop(StopMode.FAST, Duration.ofSeconds(3));

            assertInstanceOf(StopOutcome.TimedOut.class, outcome);
            server.kill();
            reader.join();
        }
    }

    /** Keepalives are answered, nothing is called flushed. */
    private static void answerUntilItEnds(PGReplicationStream stream) {
        try {
            while (stream.read() != null) {
                stream.forceUpdateStatus();
            }
        } catch (SQLException e) {
            // the server was killed, or has ended the stream
            return;
        }
    }

    private static EmbeddedPostgres server(int major) {
        var server =
                EmbeddedPostgres.builder(major)
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("min_wal_size", "2MB")
                        .setting("max_wal_size", "4MB")
                        .setting("max_slot_wal_keep_size", "1MB")
                        .setting("wal_sender_timeout", "5s")
                        .start();
        server.execute("create table t (filler text)");
        return server;
    }

    /** A replication connection, dropped at its end without a word to the server. */
    private static final class Receiver implements AutoCloseable {
        private final EmbeddedPostgres server;
        private final Connection connection;

        Receiver(EmbeddedPostgres server) throws SQLException {
            var properties = new Properties();
            properties.setProperty("user", server.connectionInfo().user());
            PGProperty.REPLICATION.set(properties, "true");
            PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
            PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
            this.server = server;
            this.connection =
                    DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres",
                            properties);
        }

        PGReplicationStream stream(String slot) throws SQLException {
            var start = server.queryString("select pg_current_wal_flush_lsn()");
            return connection
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .physical()
                    .withSlotName(slot)
                    .withStatusInterval(1, TimeUnit.SECONDS)
                    .withAutomaticFlush(false)
                    .withStartPosition(LogSequenceNumber.valueOf(start))
                    .start();
        }

        @Override
        public void close() throws SQLException {
            connection.abort(Runnable::run);
        }
    }
}
