package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A restore is killed at its last steps, of which the store sees nothing: around the control file,
 * the marker and the feeder, and when the recovery has ended.
 */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreEndKilledTest {
    private static final int MAJOR = 16;
    private static final String FILES = "io.holdfast.agent.restore.files.";
    private static final String MARKER = "holdfast.restore-incomplete";

    private Scene scene;
    private LoadedBank bank;
    private String look = "";
    private Lsn frontier = Lsn.ZERO;

    @BeforeAll
    void loseABank(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, "eu-central");
        try (EmbeddedPostgres server = Scene.server(MAJOR).start()) {
            look = scene.direct(server);
            Scene.well("init", "-c", look);
            bank = LoadedBank.open(server);
            try (ChildCommand agent = scene.start("agent", "-c", look)) {
                agent.awaitOutput("The agent of db1 runs.");
                Scene.well("backup", "--fast", "--json", "-c", look);
                bank.end();
                frontier = Scene.awaitAcknowledged(server);
            }
        }
    }

    @AfterAll
    void close() throws IOException {
        bank.close();
        scene.close();
    }

    private Path newPlace() throws IOException {
        return Files.createTempDirectory(scene.folder(), "end").resolve("data");
    }

    private String[] restore(Path data) {
        return new String[] {"restore", "--to=latest", "--target=" + data, "-c", look};
    }

    /**
     * What a kill leaves.
     *
     * @param step where it strikes
     */
    record Left(Breakpoint.Step step, boolean hasControlFile, boolean hasMarker, String why) {
        @Override
        public String toString() {
            return step.toString();
        }
    }

    /** What the server says without its WAL is of {@code RestoreArchivedFile}, xlogarchive.c. */
    static Stream<Left> steps() {
        return Stream.of(
                left(FILES + "ServerFiles", "writeControlFile", false, true, "pg_control"),
                left(FILES + "Marker", "remove", true, true, "could not restore file"),
                left(
                        "io.holdfast.agent.restore.feed.Feeder",
                        "open",
                        true,
                        false,
                        "could not restore file"));
    }

    private static Left left(
            String type, String method, boolean hasControlFile, boolean hasMarker, String why) {
        return new Left(new Breakpoint.Step(type, method), hasControlFile, hasMarker, why);
    }

    @ParameterizedTest
    @MethodSource("steps")
    @DisplayName("T1, T14: a restore is killed at its end, nothing comes up, and --delta completes")
    void nothingComesUpAndTheNextOneCompletes(Left left) throws Exception {
        Path data = newPlace();

        scene.dieAt(left.step(), restore(data));

        assertEquals(left.hasControlFile(), Files.exists(data.resolve("global/pg_control")));
        assertEquals(left.hasMarker(), Files.exists(data.resolve(MARKER)));
        String log = DeadEnd.assertIs(MAJOR, data);
        assertTrue(log.contains(left.why()), log);
        Restored.lookInto(
                data,
                scene,
                MAJOR,
                server -> bank.assertIsIn(server, frontier),
                "--to=latest",
                "--delta",
                "-c",
                look);
    }

    @Test
    @DisplayName("E8: a label that vanishes before the last step is missed, and nothing comes up")
    void aVanishedLabelIsMissed() throws Exception {
        Path data = newPlace();
        var step = new Breakpoint.Step(FILES + "ServerFiles", "writeControlFile");
        try (Breakpoint breakpoint = Breakpoint.start(scene, step, restore(data))) {
            breakpoint.await();
            Files.delete(data.resolve("backup_label"));

            breakpoint.resume();

            ChildCommand command = breakpoint.command();
            assertEquals(5, command.awaitEnd(), () -> command.out() + command.err());
            assertTrue(command.err().contains("is not there any more"), command.err());
            assertTrue(Files.exists(data.resolve(MARKER)));
            assertFalse(Files.exists(data.resolve("global/pg_control")));
            DeadEnd.assertIs(MAJOR, data);
        }
    }

    @Test
    @DisplayName("T1: a restore is killed when the recovery has ended, and the server is right")
    void theServerIsRightWithoutTheCommand() throws Exception {
        Path data = newPlace();
        var step = new Breakpoint.Step("io.holdfast.cli.restore.RestoreStory", "promoted");
        try (Breakpoint breakpoint = Breakpoint.start(scene, step, restore(data))) {
            breakpoint.command().awaitOutput("pg_ctl -D '" + data + "' start");
            try (EmbeddedPostgres server =
                    EmbeddedPostgres.open(MAJOR, data).setting("fsync", "off").start()) {
                breakpoint.await();

                breakpoint.command().kill();

                bank.assertIsIn(server, frontier);
                server.restart();
                bank.assertIsIn(server, frontier);
            }
        }
    }
}
