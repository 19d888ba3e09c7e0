package io.holdfast.cli.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.run.Agent;
import io.holdfast.cli.Await;
import io.holdfast.cli.RunCommand;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A minute passes in a second for the agent, so that hours without a plane take a minute. */
class LagHistoryTest {
    private static final int SPEED = 60;

    @Test
    void aPlaneThatWasAwayForLongIsToldEveryMinute(@TempDir Path folder) throws Exception {
        Desk desk = new Desk(folder.resolve("desk"));
        String port = Integer.toString(port());
        Instant began = Instant.now().minus(50, ChronoUnit.MINUTES);
        long from = System.nanoTime();
        InstantSource fast = () -> began.plusNanos((System.nanoTime() - from) * SPEED);
        try (Protected database = new Protected(folder.resolve("db"), 18)) {
            try (Desk.Plane plane = desk.start("--port", port)) {
                desk.login(plane, "admin", plane.said().get("password").asText());
                join(desk, plane, database, port);
            }
            try (Agent agent = agent(database, fast)) {
                Thread.sleep(Duration.ofSeconds(15));
                try (Desk.Plane plane = desk.start("--port", port)) {
                    Await.until("the outbox is told", () -> minutes(desk, began).size() >= 12);
                    plane.process().kill();
                }
                Thread.sleep(Duration.ofSeconds(10));
                try (Desk.Plane plane = desk.start("--port", port)) {
                    Await.until("all is told", () -> minutes(desk, began).size() >= 26);
                    assertNoHole(minutes(desk, began));
                    assertTrue(plane.process().isAlive());
                }
                assertTrue(agent.status().failure().isEmpty());
            }
        }
    }

    private static void assertNoHole(List<Instant> minutes) {
        for (int i = 1; i < minutes.size(); i++) {
            assertEquals(minutes.get(i - 1).plus(1, ChronoUnit.MINUTES), minutes.get(i));
        }
    }

    private static int port() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort() < 65_000 ? socket.getLocalPort() : 20_100;
        }
    }

    private static void join(Desk desk, Desk.Plane plane, Protected database, String port)
            throws Exception {
        String token =
                desk.well("join-token", "create", "bank", "--json").json().get("secret").asText();
        desk.well(
                "agent",
                "join",
                "-c",
                database.config().toString(),
                "--url",
                "https://127.0.0.1:" + (Integer.parseInt(port) + 1),
                "--ca-pin",
                plane.pin(),
                "--token",
                token);
    }

    private static Agent agent(Protected database, InstantSource clock) {
        return Agent.start(
                AgentConfig.read(
                        database.config(),
                        new Surroundings(name -> null, "here", SecretCheck.NOW)),
                clock,
                System::nanoTime,
                new SecureRandom());
    }

    private static List<Instant> minutes(Desk desk, Instant from) {
        List<Instant> minutes = new ArrayList<>();
        try {
            RunCommand ran = desk.run("lag", "history", "bank", "--from", from.toString(), "--json");
            for (JsonNode minute : new ObjectMapper().readTree(ran.out()).path("minutes")) {
                minutes.add(Instant.parse(minute.get("minute").asText()));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return minutes;
    }
}
