package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.embedded.origin.Origin;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * From nothing to a backup to a disaster to a database, by the commands that the guide shows:
 * capture, backup, verification and restore.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LostDatabaseContract {
    private LostDatabase lost;

    @BeforeAll
    void protectADatabaseAndLoseIt(@TempDir Path folder) throws Exception {
        lost = new LostDatabase(folder, open(folder));
    }

    /** Starts a PostgreSQL server and an S3 server; the folder is this test's alone. */
    abstract Origin open(Path folder) throws Exception;

    @AfterAll
    void close() {
        lost.close();
    }

    @Test
    void initPreparesEveryRepositoryAndSaysWhatItsStoreCanDo() {
        assertEquals(0, lost.init.exitCode(), lost.init.err());
        assertTrue(lost.init.out().contains("Repository eu is ready"), lost.init.out());
        assertTrue(lost.init.out().contains("Repository here is ready"), lost.init.out());
        assertTrue(
                lost.init.out().contains("eu is not protected from its agents"), lost.init.out());
    }

    @Test
    void initMayBeRunAgain() {
        JsonNode repositories = lost.initAgain.json().get("repositories");

        assertEquals(0, lost.initAgain.exitCode());
        assertTrue(repositories.get(0).get("fences").asBoolean(), lost.initAgain.out());
        assertEquals(
                "yes", repositories.get(1).get("findings").get("atomicPut").get("answer").asText());
    }

    @Test
    @DisplayName("T35: an agent that is silent is never taken for a healthy one")
    void statusWithoutAnAgentSaysThatTheLossIsUnknown() {
        assertEquals(4, lost.statusBefore.exitCode());
        assertTrue(lost.statusBefore.err().startsWith("error: no agent answers at"));
    }

    @Test
    void aBackupIsListedInEveryRepository() {
        assertEquals(0, lost.backup.exitCode(), lost.backup.out());
        JsonNode backup = lost.backup.json();
        assertEquals(2, backup.get("repositories").size(), lost.backup.out());
        assertEquals(0, backup.get("left").size());
        assertEquals(0, lost.backups.exitCode(), lost.backups.err());
        String id = backup.get("id").asText();
        String row =
                lost.backups.out().lines().filter(l -> l.startsWith(id)).findFirst().orElseThrow();
        assertTrue(row.endsWith("eu,here       complete"), row);
    }

    @Test
    void walShowsTheEpochOfTheAgentInEveryRepository() {
        assertEquals(0, lost.wal.exitCode(), lost.wal.err());
        assertTrue(lost.wal.out().contains("Repository eu holds WAL without a hole from"));
        assertTrue(lost.wal.out().contains("Repository here holds WAL without a hole from"));
        assertEquals(2, lost.wal.out().lines().filter(l -> l.contains(" db1 ")).count());
    }

    @Test
    void statusShowsWhatTheAgentSees() {
        assertEquals(0, lost.status.exitCode(), lost.status.err());
        assertTrue(lost.status.out().startsWith("The agent is streaming."), lost.status.out());
        assertEquals(2, lost.status.out().lines().filter(l -> l.contains("counted")).count());
    }

    @Test
    void aTerminatedAgentEndsAsBySignal() {
        assertEquals(143, lost.agentExitCode, lost.agentLog);
        assertTrue(lost.agentLog.contains("capturing in epoch 00000001-"), lost.agentLog);
        assertFalse(lost.agentLog.contains("\tat "), lost.agentLog);
    }

    @Test
    void theLostDatabaseComesBackWithItsLastRow() throws Exception {
        Path data = lost.folder().resolve("restored");
        String[] command = {
            "restore", "--to", "latest", "--target", data + "", "-c", lost.config() + ""
        };
        try (ChildCommand restore = ChildCommand.start(lost.folder(), command)) {
            restore.awaitOutput("pg_ctl -D '" + data + "' start");
            try (EmbeddedPostgres server = lost.startRestored(data)) {
                assertEquals(0, restore.awaitEnd(), restore.out() + restore.err());

                assertTrue(restore.out().contains(", exactly as planned."), restore.out());
                assertEquals(2000, server.queryLong("select count(*) from account"));
                assertEquals("f", server.queryString("select pg_is_in_recovery()"));
            }
        }
    }

    @Test
    void theLostDatabaseIsReplayedFromEveryRepository() {
        RunCommand verified =
                lost.run(
                        "verify",
                        "--level=replays",
                        "--pg-bin=" + EmbeddedPostgres.programs(lost.origin().major()),
                        "--scratch=" + lost.folder().resolve("scratch"));

        assertEquals(0, verified.exitCode(), verified.out() + verified.err());
        assertEquals(
                2,
                verified.out().lines().filter(l -> l.contains("PostgreSQL stands at")).count(),
                verified.out());
    }

    @Test
    void aPausedRecoveryIsAttendedUntilItIsPromoted() throws Exception {
        Path data = lost.folder().resolve("paused");
        String[] command = {
            "restore", "--to=latest", "--action=pause", "--target=" + data, "-c", lost.config() + ""
        };
        try (ChildCommand restore = ChildCommand.start(lost.folder(), command)) {
            restore.awaitOutput("pg_ctl -D '" + data + "' start");
            try (EmbeddedPostgres server = lost.startRestored(data)) {
                Await.until("the pause", () -> restore.err().contains("PostgreSQL is paused"));
                server.promote();

                assertEquals(0, restore.awaitEnd(), restore.out() + restore.err());
                assertEquals(2000, server.queryLong("select count(*) from account"));
            }
        }
    }

    @Test
    void anInterruptedRestoreSaysWhatRemains() throws Exception {
        Path data = lost.folder().resolve("interrupted");
        String[] command = {
            "restore", "--to", "immediate", "--target", data + "", "-c", lost.config() + ""
        };
        try (ChildCommand restore = ChildCommand.start(lost.folder(), command)) {
            restore.awaitOutput("Leave this command running");

            restore.terminate();

            assertEquals(143, restore.awaitEnd());
            assertTrue(restore.err().contains("What remains: stop the server"), restore.err());
        }
    }

    @Test
    void aRestoreNeedsNothingButARepositoryAndTheKey() {
        RunCommand dry =
                RunCommand.of(
                        restoreTo(
                                "latest",
                                "--directory=" + lost.folder().resolve("repository"),
                                "--key-file=" + lost.folder().resolve("master.key"),
                                "--cluster=bank"));

        assertEquals(0, dry.exitCode(), dry.err());
        assertTrue(dry.out().contains("Nothing was written"), dry.out());
        assertFalse(Files.exists(lost.folder().resolve("nowhere")));
    }

    @Test
    void aFirstRepositoryThatCannotBeReachedIsNamedAndLeftOut() throws IOException {
        Path config = lost.config("gone.yaml", lost.origin().s3().toString(), "gone", "master.key");

        RunCommand dry = RunCommand.of(restoreTo("latest", "-c", config.toString()));
        RunCommand list = RunCommand.of("backups", "-c", config.toString());

        assertEquals(0, dry.exitCode(), dry.err());
        assertTrue(dry.err().contains("Attention: repository eu was passed over"), dry.err());
        assertTrue(dry.out().contains("The plan, from repository here"), dry.out());
        assertEquals(0, list.exitCode(), list.err());
        assertTrue(list.out().contains("Attention: repository eu cannot be read"), list.out());
    }

    @Test
    void aWrongKeyIsAnErrorOfItsOwn() throws IOException {
        RunCommand.of("key", "new", "--out", lost.folder().resolve("other.key").toString());
        Path config =
                lost.config("wrong-key.yaml", lost.origin().s3() + "", "backups", "other.key");

        refused(6, RunCommand.of("backups", "-c", config.toString()));
    }

    @Test
    void aBucketThatIsNotThereIsNotFound() throws IOException {
        Path config =
                lost.config("wrong-bucket.yaml", lost.origin().s3() + "", "gone", "master.key");

        refused(4, RunCommand.of("backups", "-c", config.toString(), "-r", "eu"));
    }

    @Test
    void aPortIsNotAnEndpoint() throws IOException {
        Path config = lost.config("port.yaml", "9000", "backups", "master.key");

        RunCommand init = RunCommand.of("init", "-c", config.toString());

        refused(3, init);
        assertTrue(init.err().contains("endpoint"), init.err());
    }

    @Test
    void aTargetAfterTheWindowIsAnsweredWithTheWindow() {
        RunCommand late =
                RunCommand.of(
                        restoreTo("time=2199-01-01T00:00:00Z", "-c", lost.config().toString()));

        refused(9, late);
        assertTrue(late.err().contains("hint: Choose a target from lsn "), late.err());
    }

    @Test
    void nothingIsRestoredOverWhatIsThere() throws IOException {
        Path data = Files.createDirectories(lost.folder().resolve("taken"));
        Files.writeString(data.resolve("precious"), "data");

        RunCommand over = lost.run("restore", "--to", "latest", "--target", data.toString());

        refused(9, over);
        assertTrue(over.err().contains("is not empty"), over.err());
        assertTrue(Files.exists(data.resolve("precious")));
    }

    private String[] restoreTo(String target, String... more) {
        String nowhere = lost.folder().resolve("nowhere").toString();
        return Stream.concat(
                        Stream.of("restore", "--dry-run", "--to", target, "--target", nowhere),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** A sentence and a hint, and no stack trace. */
    private static void refused(int exitCode, RunCommand command) {
        assertEquals(exitCode, command.exitCode(), command.err());
        assertTrue(command.err().startsWith("error: "), command.err());
        assertTrue(command.err().contains("\nhint: "), command.err());
        assertFalse(command.err().contains("\tat "), command.err());
    }
}
