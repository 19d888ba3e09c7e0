package io.holdfast.cli.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.cli.RunCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told what, and when it is over: real processes, and a server that is told. */
class AlertsTest {
    @TempDir private Path folder;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer hook;
    private EmbeddedPostgres state;
    private Desk desk;
    private Protected database;
    private Desk.Plane plane;
    private ChildCommand agent;

    @BeforeEach
    void start() throws Exception {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    told.add(new String(body, StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        hook.start();
        state = EmbeddedPostgres.builder(17).start();
        desk = new Desk(folder.resolve("desk"));
        plane = desk.start("-c", configuration() + "");
        desk.login(plane, "admin", plane.said().get("password").asText());
        database = new Protected(folder.resolve("db"), 18);
        desk.join(plane, database.config());
        agent = ChildCommand.start(folder, "agent", "-c", database.config().toString());
        agent.awaitError("connected to the control plane");
    }

    private Path configuration() throws IOException {
        desk.file("database.url", "postgresql://postgres@127.0.0.1:" + state.port() + "/postgres");
        String url = "http://127.0.0.1:" + hook.getAddress().getPort();
        desk.file("heartbeat.url", url + "/alive");
        return desk.file(
                "plane.yaml",
                """
                database: {file: database.url}
                stateDirectory: state
                api: {port: 0}
                agents: {port: 0}
                page: {port: 0}
                alerts:
                  routes:
                    - {name: hook, kind: webhook, url: "%s/alerts"}
                  heartbeat: {url: {file: heartbeat.url}, interval: 1s}
                """
                        .formatted(url));
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        database.close();
        plane.close();
        state.close();
        hook.stop(0);
    }

    @Test
    @DisplayName("T94: an alert is told, looked after and over, also while the database is away")
    void anAlertIsToldLookedAfterAndOver() throws Exception {
        desk.well("alerts", "test", "hook");
        assertTrue(told.stream().anyMatch(text -> text.contains("\"status\":\"test\"")));
        Await.until("a sign of life", () -> told.contains(""));

        agent.pause();
        Await.until("it fires", () -> rules("firing").contains("agent-unknown"));
        String id = alert("agent-unknown").get("id").asText();
        desk.well("alerts", "ack", id.substring(0, 8));
        assertEquals("ALERT_STATE_ACKNOWLEDGED", alert("agent-unknown").get("state").asText());
        assertTrue(desk.well("alerts").out().contains("acknowledged by admin"));

        state.kill();
        agent.wake();
        Await.until(
                "its own trouble", () -> rules("firing").contains("control-plane-database-away"));
        Await.until("it is over", () -> rules("resolved").contains("agent-unknown"));
        assertEquals(1, times("firing", "agent-unknown"), told::toString);
        assertTrue(
                desk.well("alerts").out().contains("does not reach its own database"),
                told::toString);
        assertTrue(agent.isAlive());
        assertEquals(0, times("firing", "objective-breached"), told::toString);
        RunCommand refused =
                desk.run("maintenance", "start", "bank", "--for", "1h", "--reason", "x");
        assertTrue(refused.err().contains("database"), refused::toString);
    }

    private JsonNode alert(String rule) throws Exception {
        for (JsonNode alert : desk.well("alerts", "--json").json().get("alerts")) {
            if (alert.get("rule").asText().equals(rule)) {
                return alert;
            }
        }
        throw new AssertionError(rule + " is not listed");
    }

    private long times(String status, String rule) {
        return rules(status).stream().filter(rule::equals).count();
    }

    private List<String> rules(String status) {
        return told.stream()
                .filter(text -> !text.isEmpty())
                .map(AlertsTest::json)
                .filter(notice -> notice.get("status").asText().equals(status))
                .map(notice -> notice.at("/alerts/0/rule").asText())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
