package io.holdfast.cli.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.cli.RunCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A control plane, a database and its agent: real processes, and what each is told of the other.
 */
class AgentLinkTest {
    @TempDir private Path folder;
    private Desk desk;
    private Protected database;
    private String port = "";
    private Desk.Plane plane;
    private ChildCommand agent;
    private ChildCommand watch;

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(folder.resolve("desk"));
        port = Desk.ports();
        plane = desk.start("--port", port);
        desk.login(plane, "admin", plane.said().get("password").asText());
        watch = desk.go("watch", "--json");
        database = new Protected(folder.resolve("db"), 18);
        agent = ChildCommand.start(folder, "agent", "-c", database.config().toString());
        agent.awaitOutput("The agent of db1 runs.");
    }

    @AfterEach
    void stop() throws Exception {
        watch.close();
        agent.close();
        database.close();
        plane.close();
    }

    @Test
    void anAgentIsEnrolledWhileItRunsAndItsLagIsShown() throws Exception {
        join(desk.token("bank"));

        JsonNode bank = awaitLag("LINK_STATE_LIVE");
        assertEquals("db1", bank.get("instance").asText());
        Await.until("WAL flows", () -> lag().get("phase").asText().endsWith("STREAMING"));
        Await.until("the loss is known", () -> loss("DISASTER_PROVIDER").equals("far"));
        assertTrue(loss("DISASTER_DATABASE").matches("near|far"));
        JsonNode instance = desk.well("clusters", "--json").json().at("/clusters/0/instances/0");
        assertEquals(18, instance.get("postgresVersion").asInt() / 10_000, instance::toString);
        assertEquals("INSTANCE_ROLE_PRIMARY", instance.get("role").asText());
        assertTrue(instance.get("connected").asBoolean(), instance::toString);
        assertTrue(
                instance.get("findings").toString().contains("slot-without-limit"),
                instance::toString);
        assertTrue(desk.well("lag").out().contains("streaming"));
    }

    /** A plane that dies takes nothing along; the agent comes back by itself. */
    @Test
    void aPlaneThatIsKilledIsTheOnlyOneToNotice() throws Exception {
        join(desk.token("bank"));
        awaitLag("LINK_STATE_LIVE");

        plane.process().kill();
        agent.awaitError("not connected to the control plane");
        database.server().execute("create table written_meanwhile (id int)");
        plane = desk.start("--port", port);

        awaitLag("LINK_STATE_LIVE");
        Await.until("WAL flows", () -> lag().get("phase").asText().endsWith("STREAMING"));
        assertTrue(agent.isAlive());
    }

    /** What is silent is unknown, and is never shown as failed or as well. */
    @Test
    void anAgentThatIsPausedBecomesUnknownAndIsLiveAgain() throws Exception {
        join(desk.token("bank"));
        awaitLag("LINK_STATE_LIVE");
        Await.until("the loss is known", () -> state("DISASTER_DATABASE").endsWith("KNOWN"));

        agent.pause();
        awaitLag("LINK_STATE_UNKNOWN");
        assertEquals("LOSS_STATE_UNKNOWN", state("DISASTER_DATABASE"));
        agent.wake();

        awaitLag("LINK_STATE_LIVE");
    }

    @Test
    void aRevokedAgentIsRefusedUntilItIsEnrolledAnew() throws Exception {
        join(desk.token("bank"));
        awaitLag("LINK_STATE_LIVE");

        desk.well("agent", "revoke", "bank/db1", "--reason", "the host was rebuilt");

        awaitLag("LINK_STATE_UNKNOWN");
        agent.awaitError("is unknown, expired or revoked");
        assertTrue(agent.isAlive());
        join(desk.token("bank"));
        awaitLag("LINK_STATE_LIVE");
        String log = desk.well("audit", "list", "--json").out();
        assertTrue(log.contains("the host was rebuilt"), log);
        assertTrue(log.contains("Enrolment.Join"), log);
    }

    @Test
    void aTokenEnrolsOneAgentOfItsClusterOnce() throws Exception {
        String foreign = desk.token("other");
        refused("join-token-foreign", foreign);
        String first = desk.token("bank");
        join(first);
        refused("join-token-refused", first);
        refused("agent-already-joined", desk.token("bank"));
        refused("join-token-refused", "hfj_guessed");
        // what was refused did not use it up
        assertTrue(desk.well("join-token", "list").out().contains("other"));

        String[] joining = desk.joining(plane, database.config(), first);
        joining[joining.length - 1] = "sha256:" + "0".repeat(64);
        RunCommand unpinned = desk.run(joining);
        assertEquals(
                "authority-unexpected",
                unpinned.json().path("error").path("code").asText(),
                unpinned::toString);
        assertFalse(agent.err().contains(first));
    }

    private void join(String token) throws Exception {
        desk.well(desk.joining(plane, database.config(), token));
    }

    private void refused(String code, String token) throws Exception {
        RunCommand ran = desk.run(desk.joining(plane, database.config(), token));
        assertEquals(code, ran.json().path("error").path("code").asText(), ran::toString);
    }

    private JsonNode awaitLag(String link) throws Exception {
        Await.until(link, () -> lag().path("link").asText().equals(link));
        return lag();
    }

    /** The newest that is watched of the one cluster. */
    private JsonNode lag() {
        for (String line : watch.out().lines().toList().reversed()) {
            try {
                JsonNode cluster = new ObjectMapper().readTree(line).path("clusters").path(0);
                if (!cluster.isMissingNode()) {
                    return cluster;
                }
            } catch (JsonProcessingException e) {
                // the newest line is not whole yet
            }
        }
        return MissingNode.getInstance();
    }

    private String loss(String disaster) {
        return of(disaster).path("repository").asText();
    }

    private String state(String disaster) {
        return of(disaster).path("state").asText();
    }

    private JsonNode of(String disaster) {
        for (JsonNode loss : lag().path("losses")) {
            if (loss.path("disaster").asText().equals(disaster)) {
                return loss;
            }
        }
        return lag();
    }
}
