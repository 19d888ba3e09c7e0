package io.holdfast.cli.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.cli.RunCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By what an agent makes backups: a policy, and what it is asked for; real processes. */
class PolicyAndJobsTest {
    @TempDir private Path folder;
    private Desk desk;
    private Protected database;
    private String port = "";
    private Desk.Plane plane;
    private ChildCommand agent;

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(folder.resolve("desk"));
        port = Desk.ports();
        plane = desk.start("--port", port);
        desk.login(plane, "admin", plane.said().get("password").asText());
        database = new Protected(folder.resolve("db"), 18);
        desk.join(plane, database.config());
        agent = agent();
    }

    private ChildCommand agent() throws Exception {
        ChildCommand started =
                ChildCommand.start(folder, "agent", "-c", database.config().toString());
        started.awaitError("connected to the control plane");
        return started;
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        database.close();
        plane.close();
    }

    @Test
    void aBackupThatIsAskedForIsMadeByTheAgentAndItsWholeCourseIsKept() throws Exception {
        JsonNode job = desk.well("backup", "--cluster", "bank", "--json").json();

        assertEquals("JOB_STATE_COMPLETE", job.get("state").asText(), job::toString);
        assertEquals("db1", job.get("instance").asText());
        JsonNode run = runs().getFirst();
        assertEquals(job.get("backupId").asText(), run.get("backupId").asText());
        assertEquals("BACKUP_OUTCOME_COMPLETE", run.get("outcome").asText(), run::toString);
        assertEquals(2, run.get("repositories").size());
        assertTrue(run.get("bytes").asLong() > 1_000_000, run::toString);
        String listed = RunCommand.of("backups", "-c", database.config() + "").out();
        assertTrue(listed.contains(run.get("backupId").asText()), listed);
        assertTrue(desk.well("clusters").out().contains("s ago"));
        assertTrue(desk.well("audit", "list", "--json").out().contains("Jobs.StartBackup"));
    }

    @Test
    @DisplayName("T90: a job whose agent was killed is not begun again")
    void aJobOfAnAgentThatIsKilledIsInterruptedAndNotDoneAgain() throws Exception {
        database.server()
                .execute(
                        "create table large as select repeat('x', 900) t from generate_series(1, 400000)");
        desk.well("backup", "--cluster", "bank", "--no-wait", "--json");
        Await.until("it runs", () -> state().equals("JOB_STATE_RUNNING"));
        agent.kill();
        agent = agent();

        Await.until("it is told", () -> state().equals("JOB_STATE_FAILED"));
        assertEquals("backup-interrupted", job().at("/failure/code").asText());
        assertEquals(1, runs().size());
        assertEquals("BACKUP_OUTCOME_INTERRUPTED", runs().getFirst().get("outcome").asText());
    }

    /** A job waits for its agent, and not for ever. */
    @Test
    void aJobWaitsForItsAgentUnlessItIsWithdrawn() throws Exception {
        agent.kill();
        desk.well("backup", "--cluster", "bank", "--no-wait");
        String first = job().get("id").asText();
        desk.well("jobs", "cancel", first);
        desk.well("backup", "--cluster", "bank", "--no-wait");
        agent = agent();

        Await.until("the second is done", () -> state().equals("JOB_STATE_COMPLETE"));
        assertEquals(1, runs().size());
        RunCommand late = desk.run("jobs", "cancel", first, "--json");
        assertEquals(0, late.exitCode(), late::toString);
        RunCommand unknown = desk.run("backup", "--cluster", "nobody", "--json");
        assertEquals("cluster-not-found", unknown.json().at("/error/code").asText());
    }

    private String state() {
        return job().path("state").asText();
    }

    private JsonNode job() {
        return list("/jobs", "jobs", "--json").getFirst();
    }

    private List<JsonNode> runs() {
        return list("/runs", "backup-runs", "bank", "--json");
    }

    private List<JsonNode> list(String where, String... command) {
        try {
            List<JsonNode> list = new ArrayList<>();
            desk.well(command).json().at(where).forEach(list::add);
            return list;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
