package io.holdfast.agent.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.embedded.net.Direction;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("T80: cut, half-closed and silent connections are noticed")
final class BrokenConnectionTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private EmbeddedPostgres server;
    private FaultProxy proxy;
    private Client client;

    @BeforeAll
    void startServer() {
        server = EmbeddedPostgres.builder(18).start();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void connectProxy() {
        proxy = FaultProxy.to("127.0.0.1", server.port());
        client = new Client();
    }

    @AfterEach
    void closeProxy() {
        client.close();
        proxy.close();
    }

    @Test
    void aCutStreamIsLost() {
        try (var connection = client.connector.connectReplication(proxied());
                var stream = Streams.from(connection, Streams.flushLsn(server))) {
            proxy.cutAll();

            assertBroken("postgres-connection-lost", () -> readOn(stream));
            assertFalse(connection.isOpen());
        }
    }

    @Test
    void aStreamCutWithinAMessageIsLost() {
        var from = Streams.flushLsn(server);
        try (var connection = client.connector.connectReplication(proxied());
                var stream = Streams.from(connection, from)) {
            proxy.cutAfterBytes(100_000, Direction.TO_CLIENT);
            server.execute(
                    "create table cut as select repeat('x', 1000) from generate_series(1, 1000)");

            assertBroken("postgres-connection-lost", () -> readOn(stream));
        }
    }

    @Test
    void aHalfClosedStreamIsLost() {
        try (var connection = client.connector.connectReplication(proxied());
                var stream = Streams.from(connection, Streams.flushLsn(server))) {
            proxy.halfClose(Direction.TO_CLIENT);

            assertBroken("postgres-connection-lost", () -> readOn(stream));
        }
    }

    @Test
    @DisplayName("T32: a stalled stream is told from an idle one")
    void aStalledStreamIsToldFromAnIdleOne() {
        try (var connection =
                        client.connector.connectReplication(Client.impatient(proxied(), SHORT));
                var stream = Streams.from(connection, Streams.flushLsn(server))) {
            proxy.stall();

            assertBroken("postgres-timed-out", () -> readOn(stream));
        }
    }

    @Test
    void aSilentServerTimesOutWhileConnecting() {
        proxy.stall();

        assertBroken(
                "postgres-timed-out",
                () -> client.connector.connect(Client.impatient(proxied(), SHORT)));
    }

    @Test
    void anAnswerThatDoesNotComeTimesOut() {
        try (var connection = client.connector.connect(Client.impatient(proxied(), SHORT))) {
            proxy.stall();

            assertBroken("postgres-timed-out", () -> connection.query("select 1"));
            assertBroken("postgres-connection-closed", () -> connection.query("select 1"));
        }
    }

    @Test
    void aSlowStatementMayBeGivenMoreTime() {
        try (var connection = client.connector.connect(Client.impatient(proxied(), SHORT))) {
            var answer = connection.query("select pg_sleep(3), 'done' as word", Client.PATIENCE);

            assertEquals("done", answer.row().required("word"));
        }
    }

    @Test
    void aRefusedConnectionIsUnreachable() {
        proxy.refuse();

        assertBroken("postgres-unreachable", () -> client.connector.connect(proxied()));
        assertEquals(ServerState.UNREACHABLE, client.connector.state(proxied()));
    }

    private ConnectionSettings proxied() {
        return Client.trusted(server).at(proxy.host(), proxy.port());
    }

    private static void readOn(WalStream stream) {
        Streams.readUntil(stream, Lsn.ZERO, event -> false);
    }

    private static void assertBroken(String code, Executable action) {
        var broken = assertThrows(HoldfastException.class, action);
        assertEquals(code, broken.code(), broken::getMessage);
        assertEquals(ErrorCategory.TRANSIENT, broken.category());
    }
}
