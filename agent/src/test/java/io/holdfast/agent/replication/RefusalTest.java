package io.holdfast.agent.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Eventually;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalTest {
    private EmbeddedPostgres server;
    private Client client;

    @BeforeAll
    void startServer() {
        server =
                EmbeddedPostgres.builder(14)
                        .setting("max_wal_senders", "1")
                        .setting("max_replication_slots", "1")
                        .setting("ssl", "off")
                        .start();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        client = new Client();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void oneWalsenderTooManyIsRefusedForTheMoment() {
        try (var first = client.connector.connectReplication(Client.trusted(server))) {
            assertEquals(1, first.identifySystem().timeline().value());

            assertRefused(
                    "postgres-53300",
                    ErrorCategory.TRANSIENT,
                    () -> client.connector.connectReplication(Client.trusted(server)));
        }
    }

    @Test
    void oneSlotTooManyAndAnUnknownSlotAreRefused() {
        Eventually.until(
                "the walsender of another test to end",
                () -> server.queryLong("select count(*) from pg_stat_replication") == 0);
        try (var connection = client.connector.connectReplication(Client.trusted(server))) {
            connection.createPhysicalSlot("first");

            assertRefused(
                    "postgres-53400",
                    ErrorCategory.CONFIGURATION,
                    () -> connection.createPhysicalSlot("second"));
            assertRefused(
                    "postgres-42704",
                    ErrorCategory.POSTGRES,
                    () -> Streams.from(connection, Lsn.ZERO, "third"));
            assertEquals("16MB", connection.query("SHOW wal_segment_size").value().orElseThrow());
        }
    }

    @Test
    void aSlotNameThatIsNoneIsRefusedBeforeItIsSent() {
        Eventually.until(
                "the walsender of another test to end",
                () -> server.queryLong("select count(*) from pg_stat_replication") == 0);
        try (var connection = client.connector.connectReplication(Client.trusted(server))) {
            assertRefused(
                    "postgres-slot-name-invalid",
                    ErrorCategory.CONFIGURATION,
                    () -> connection.createPhysicalSlot("x\" PHYSICAL; DROP"));
        }
    }

    @Test
    void aServerWithMinimalWalHasNoSlots() {
        try (var minimal =
                        EmbeddedPostgres.builder(18)
                                .setting("wal_level", "minimal")
                                .setting("max_wal_senders", "0")
                                .start();
                var connection = client.connector.connect(Client.trusted(minimal))) {
            assertRefused(
                    "postgres-53300",
                    ErrorCategory.TRANSIENT,
                    () -> client.connector.connectReplication(Client.trusted(minimal)));
            assertRefused(
                    "postgres-55000",
                    ErrorCategory.POSTGRES,
                    () -> connection.query("select pg_create_physical_replication_slot('x')"));
        }
    }

    @Test
    void aStatementThatFailsLeavesTheSessionUsable() {
        try (var connection = client.connector.connect(Client.trusted(server))) {
            assertRefused(
                    "postgres-22012", ErrorCategory.POSTGRES, () -> connection.query("select 1/0"));

            assertEquals(Optional.of("1"), connection.query("select 1").value());
        }
    }

    @Test
    void severalStatementsGiveSeveralSets() {
        try (var connection = client.connector.connect(Client.trusted(server))) {
            var result =
                    connection.query(
                            "create temp table t(a int, b text); insert into t values (1, null),"
                                    + " (2, 'zwei'); select * from t; ; select 3 as c");

            assertEquals("INSERT 0 2", result.sets().get(1).tag());
            assertEquals(Optional.empty(), result.rows().getFirst().text("b"));
            assertEquals(Optional.of("zwei"), result.rows().getLast().text("b"));
            assertEquals("3", result.sets().getLast().rows().getFirst().required("c"));
        }
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereTlsIsRequired() {
        var settings = Client.trusted(server);

        assertRefused(
                "postgres-tls-refused",
                ErrorCategory.CONFIGURATION,
                () -> client.connector.connect(settings.withTls(Tls.of(Tls.Mode.REQUIRE))));
        try (var plain = client.connector.connect(settings.withTls(Tls.of(Tls.Mode.PREFER)))) {
            assertEquals(14, plain.serverMajor());
        }
    }

    @Test
    void aHostThatNobodyKnowsIsNamed() {
        var settings = Client.trusted(server).at("no-such-host.invalid", 5432);

        assertRefused(
                "postgres-host-unknown",
                ErrorCategory.TRANSIENT,
                () -> client.connector.connect(settings));
    }

    @Test
    void aWebServerIsNotTakenForPostgresql() throws IOException {
        try (var web = answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            var settings = Client.trusted(server).at("127.0.0.1", web.getLocalPort());

            assertRefused(
                    "postgres-not-postgres",
                    ErrorCategory.CONFIGURATION,
                    () -> client.connector.connect(settings));
            assertRefused(
                    "postgres-not-postgres",
                    ErrorCategory.CONFIGURATION,
                    () -> client.connector.connect(settings.withTls(Tls.of(Tls.Mode.PREFER))));
        }
    }

    @Test
    void aServerThatAcceptsAndSaysNothingTimesOut() throws IOException {
        try (var mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var settings =
                    Client.impatient(
                            Client.trusted(server).at("127.0.0.1", mute.getLocalPort()),
                            Duration.ofSeconds(1));

            assertRefused(
                    "postgres-timed-out",
                    ErrorCategory.TRANSIENT,
                    () -> client.connector.connect(settings));
        }
    }

    private static ServerSocket answering(String text) throws IOException {
        var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> answerAll(listener, text));
        return listener;
    }

    private static void answerAll(ServerSocket listener, String text) {
        while (!listener.isClosed()) {
            try (var socket = listener.accept()) {
                socket.getInputStream().readNBytes(8);
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The listener was closed at the end of the test, or the client left.
            }
        }
    }

    private static void assertRefused(String code, ErrorCategory category, Executable action) {
        var refusal = assertThrows(HoldfastException.class, action);
        assertEquals(code, refusal.code(), refusal::getMessage);
        assertEquals(category, refusal.category());
        assertTrue(refusal.hint().endsWith("."), refusal.hint());
    }
}
