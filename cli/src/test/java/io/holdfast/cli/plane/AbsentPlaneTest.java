package io.holdfast.cli.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.run.Agent;
import io.holdfast.cli.Await;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A minute passes in three seconds for the agent, so that an hour without a plane is soon over. */
class AbsentPlaneTest {
    private static final int SPEED = 20;
    private static final String POLICY =
            """
            kind: policy
            name: often
            objectives: {database: 15m, region: 1h}
            backup: {schedules: [{kind: full, cron: "*/3 * * * *"}]}
            retention: {full: {daily: 7}}
            ---
            kind: assignment
            cluster: bank
            policy: often
            """;

    @Test
    @DisplayName("T89: an agent goes on by its last policy, and all that happened is told, once")
    void aPlaneThatWasAwayForLongIsToldEveryMinuteAndEveryBackup(@TempDir Path folder)
            throws Exception {
        Desk desk = new Desk(folder.resolve("desk"));
        String port = Desk.ports();
        Instant began = Instant.now().minus(3, ChronoUnit.HOURS);
        long from = System.nanoTime();
        InstantSource fast = () -> began.plusNanos((System.nanoTime() - from) * SPEED);
        try (Protected database = new Protected(folder.resolve("db"), 18)) {
            try (Desk.Plane plane = desk.start("--port", port)) {
                desk.login(plane, "admin", plane.said().get("password").asText());
                desk.join(plane, database.config());
                desk.well("apply", "-f", desk.file("policy.yaml", POLICY) + "");
            }
            // else the first backup waits for minutes for the checkpoint of a new server
            database.server().execute("checkpoint");
            try (Agent agent = agent(database, fast)) {
                // by what it was told once, with nobody to ask
                try (Desk.Plane plane = desk.start("--port", port)) {
                    Await.until("a scheduled backup", () -> runs(desk).size() >= 2);
                    plane.process().kill();
                }
                Thread.sleep(Duration.ofSeconds(15));
                Instant back = fast.instant();
                try (Desk.Plane plane = desk.start("--port", port)) {
                    Await.until("some is told", () -> minutes(desk, began).size() >= 5);
                    plane.process().kill();
                }
                try (Desk.Plane plane = desk.start("--port", port)) {
                    Await.until("the newest is told", () -> newest(desk, began).isAfter(back));
                    assertNoHole(minutes(desk, began));
                    assertNothingTwice(runs(desk), back);
                    assertTrue(plane.process().isAlive());
                }
                assertTrue(agent.status().failure().isEmpty());
            }
        }
    }

    private static Instant newest(Desk desk, Instant from) {
        List<Instant> minutes = minutes(desk, from);
        return minutes.isEmpty() ? Instant.MIN : minutes.getLast();
    }

    private static void assertNothingTwice(List<JsonNode> runs, Instant back) {
        Set<String> due = new HashSet<>();
        int meanwhile = 0;
        for (JsonNode run : runs) {
            assertEquals("BACKUP_CAUSE_SCHEDULE", run.get("cause").asText());
            assertTrue(due.add(run.get("dueAt").asText()), () -> "twice: " + run);
            meanwhile += Instant.parse(run.get("beganAt").asText()).isBefore(back) ? 1 : 0;
        }
        assertTrue(meanwhile >= 3, runs::toString);
    }

    private static void assertNoHole(List<Instant> minutes) {
        for (int i = 1; i < minutes.size(); i++) {
            assertEquals(minutes.get(i - 1).plus(1, ChronoUnit.MINUTES), minutes.get(i));
        }
    }

    private static Agent agent(Protected database, InstantSource clock) {
        return Agent.start(
                AgentConfig.read(
                        database.config(), new Surroundings(name -> null, "here", SecretCheck.NOW)),
                clock,
                System::nanoTime,
                new SecureRandom());
    }

    private static List<Instant> minutes(Desk desk, Instant from) {
        return list(desk, "/minutes", "lag", "history", "bank", "--from", from + "", "--json")
                .stream()
                .map(minute -> Instant.parse(minute.get("minute").asText()))
                .toList();
    }

    private static List<JsonNode> runs(Desk desk) {
        return list(desk, "/runs", "backup-runs", "bank", "--json");
    }

    private static List<JsonNode> list(Desk desk, String where, String... command) {
        try {
            List<JsonNode> list = new ArrayList<>();
            desk.run(command).json().at(where).forEach(list::add);
            return list;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
