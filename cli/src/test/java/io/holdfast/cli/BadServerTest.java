package io.holdfast.cli;

import static io.holdfast.cli.Refusal.assertRefused;
import static io.holdfast.cli.Refusal.files;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.embedded.postgres.AuthMethod;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that does not let an agent in, or has nothing for it. */
class BadServerTest {
    private static final String PASSWORD = "open sesame";

    @TempDir Path folder;

    private int agentPort;

    @BeforeEach
    void makeAKey() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            agentPort = free.getLocalPort();
        }
        Files.createDirectory(folder.resolve("repository"));
        RunCommand.of("key", "new", "--out", folder.resolve("master.key").toString());
    }

    private Path config(int port, String user, String password) throws IOException {
        Files.writeString(folder.resolve("pg.password"), password);
        return Files.writeString(
                folder.resolve("holdfast.yaml"),
                """
                cluster: bank
                instance: db1
                postgres:
                  port: %d
                  user: %s
                  password: {file: pg.password}
                masterKey: {file: master.key}
                repositories: [{name: here, directory: repository}]
                http: {port: %d}
                """
                        .formatted(port, user, agentPort));
    }

    private static EmbeddedPostgres server(Map<String, String> settings) {
        EmbeddedPostgres server =
                EmbeddedPostgres.builder(18)
                        .password("secret", AuthMethod.SCRAM_SHA_256)
                        .setting("fsync", "off")
                        .settings(settings)
                        .start();
        server.execute(
                "create role holdfast login replication password '" + PASSWORD + "'",
                "create role plain login password '" + PASSWORD + "'",
                "grant pg_monitor to holdfast, plain");
        return server;
    }

    private static String slots(EmbeddedPostgres server) {
        return server.queryString(
                "select coalesce(string_agg(slot_name, ','), 'none') from pg_replication_slots");
    }

    private RunCommand run(Path config, String... command) {
        String[] arguments = java.util.Arrays.copyOf(command, command.length + 2);
        arguments[command.length] = "-c";
        arguments[command.length + 1] = config.toString();
        return RunCommand.of(arguments);
    }

    /** One command that needs the server, and the agent, which goes on trying. */
    private void assertBothRefused(
            EmbeddedPostgres server, Path config, int exitCode, String... named) throws Exception {
        assertEquals(0, run(config, "init").exitCode());
        Map<String, Long> stored = files(folder.resolve("repository"));
        String slots = slots(server);

        assertRefused(exitCode, run(config, "backup"), named);
        assertRefused(exitCode, run(config, "adopt", "--yes"), named);
        assertAgentSaysWhy(config, named);

        assertEquals(stored, files(folder.resolve("repository")));
        assertEquals(slots, slots(server));
    }

    private void assertAgentSaysWhy(Path config, String... named) throws Exception {
        try (ChildCommand agent = ChildCommand.start(folder, "agent", "-c", config.toString())) {
            agent.awaitOutput("The agent of db1 runs.");
            Await.until(
                    "the reason in the status",
                    () -> run(config, "status").out().contains("The capture is interrupted: "));

            RunCommand status = run(config, "status");
            agent.terminate();
            assertEquals(143, agent.awaitEnd());
            assertEquals(0, status.exitCode(), status.err());
            for (String thing : named) {
                assertTrue(status.out().contains(thing), status.out());
                assertTrue(agent.err().contains(thing), agent.err());
            }
            assertFalse(agent.err().contains("\tat "), agent.err());
            assertFalse(agent.err().contains("Exception"), agent.err());
        }
    }

    @Test
    void aWrongPasswordIsNamed() throws Exception {
        try (EmbeddedPostgres server = server(Map.of())) {
            Path config = config(server.port(), "holdfast", "open barley");

            assertBothRefused(server, config, 3, "password", "holdfast");
        }
    }

    @Test
    void aRoleThatMayNotReplicateIsNamed() throws Exception {
        try (EmbeddedPostgres server = server(Map.of())) {
            Path config = config(server.port(), "plain", PASSWORD);

            assertBothRefused(server, config, 3, "permission denied");
        }
    }

    @Test
    void minimalWalIsNamed() throws Exception {
        Map<String, String> minimal = Map.of("wal_level", "minimal", "max_wal_senders", "0");
        try (EmbeddedPostgres server = server(minimal)) {
            Path config = config(server.port(), "holdfast", PASSWORD);

            assertBothRefused(server, config, 8, "wal_level");
        }
    }

    @Test
    void aServerWithoutAFreeSlotIsNamed() throws Exception {
        try (EmbeddedPostgres server = server(Map.of("max_replication_slots", "1"))) {
            server.execute("select pg_create_physical_replication_slot('theirs')");
            Path config = config(server.port(), "holdfast", PASSWORD);
            assertEquals(0, run(config, "init").exitCode());
            Map<String, Long> stored = files(folder.resolve("repository"));

            assertAgentSaysWhy(config, "max_replication_slots");

            assertEquals(stored, files(folder.resolve("repository")));
            assertEquals("theirs", slots(server));
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        Path config = config(nobody, "holdfast", PASSWORD);
        assertEquals(0, run(config, "init").exitCode());
        Map<String, Long> stored = files(folder.resolve("repository"));

        assertRefused(10, run(config, "backup"), "127.0.0.1:" + nobody);
        assertRefused(10, run(config, "adopt", "--yes"), "127.0.0.1:" + nobody);

        assertEquals(stored, files(folder.resolve("repository")));
    }

    @Test
    void anAgentWhosePortIsTakenCapturesNothing() throws Exception {
        try (EmbeddedPostgres server = server(Map.of());
                ServerSocket other =
                        new ServerSocket(agentPort, 1, InetAddress.getLoopbackAddress())) {
            Path config = config(server.port(), "holdfast", PASSWORD);
            assertEquals(0, run(config, "init").exitCode());
            Map<String, Long> stored = files(folder.resolve("repository"));

            try (ChildCommand agent =
                    ChildCommand.start(folder, "agent", "-c", config.toString())) {
                assertRefused(3, agent.awaitEnd(), agent.err(), "127.0.0.1:" + agentPort);
            }

            assertEquals(agentPort, other.getLocalPort());
            assertEquals(stored, files(folder.resolve("repository")));
            assertEquals("none", slots(server));
        }
    }
}
