package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM ends a backup that takes half a minute; nothing of it stays open. */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelledBackupTest {
    private static final String EVERY_MINUTE = ", schedules: [{kind: full, cron: '* * * * *'}]";
    private static final List<String> RUNNING = List.of("in progress", "in progress");
    private static final List<String> GIVEN_UP = List.of("abandoned", "abandoned");

    private Scene scene;
    private EmbeddedPostgres server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, "europe", "america");
        server = Scene.server(17).start();
        Scene.well("init", "-c", scene.direct(server));
    }

    @AfterAll
    void close() throws Exception {
        server.close();
        scene.close();
    }

    private String slowly(String more) throws IOException {
        String config = scene.direct(server);
        String backup = "backup: {throttle: 1MB/s" + more + "}\n";
        Files.writeString(Path.of(config), backup, StandardOpenOption.APPEND);
        return config;
    }

    /** Of the newest backup, by repository; empty if there is none. */
    private static List<String> states(String config) {
        JsonNode backups = Scene.well("backups", "--json", "-c", config).json().get("backups");
        List<String> states = new ArrayList<>();
        if (!backups.isEmpty()) {
            backups.get(0).get("state").forEach(state -> states.add(state.asText()));
        }
        return states;
    }

    private static void awaitRunning(String config) throws InterruptedException {
        Await.until("a backup in progress", () -> states(config).equals(RUNNING));
    }

    @Test
    void aBackupThatIsTerminatedIsGivenUpEverywhere() throws Exception {
        String config = slowly("");
        try (ChildCommand agent = scene.start("agent", "-c", config)) {
            agent.awaitOutput("The agent of db1 runs.");
            try (ChildCommand backup = scene.start("backup", "--fast", "-c", config)) {
                awaitRunning(config);

                backup.terminate();

                assertEquals(143, backup.awaitEnd(), backup.out() + backup.err());
                assertTrue(
                        backup.err().contains("the backup was cancelled, and given up where"),
                        backup.err());
                assertFalse(backup.err().contains("error: "), backup.err());
                assertEquals(GIVEN_UP, states(config));
            }
            try (ChildCommand backup = scene.start("backup", "--fast", "--json", "-c", config)) {
                awaitRunning(config);

                backup.terminate();

                assertEquals(143, backup.awaitEnd(), backup.out() + backup.err());
                JsonNode error = new ObjectMapper().readTree(backup.out()).get("error");
                assertEquals("backup-cancelled", error.get("code").asText());
                assertEquals(GIVEN_UP, states(config));
            }
        }
    }

    @Test
    void anAgentThatIsTerminatedGivesUpTheBackupOfItsSchedule() throws Exception {
        String config = slowly(EVERY_MINUTE);
        try (ChildCommand agent = scene.start("agent", "-c", config)) {
            agent.awaitOutput("The agent of db1 runs.");
            awaitRunning(config);

            agent.terminate();

            assertEquals(143, agent.awaitEnd(), agent.out() + agent.err());
            assertEquals(GIVEN_UP, states(config));
            assertTrue(agent.err().contains("is given up, for the agent stops"), agent.err());
        }
    }
}
