package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Function;
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
 * A restore over the directory of the lost server is killed while it reads. In that directory one
 * file has another content than the backup's, with the same size and an older time: only its bytes
 * tell.
 */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeltaKilledTest {
    private static final int MAJOR = 17;
    private static final int ROWS = 3000;

    private Scene scene;
    private LoadedBank bank;
    private Path lost;
    private String changed = "";
    private byte[] original = new byte[0];
    private Lsn frontier = Lsn.ZERO;

    @BeforeAll
    void loseABank(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, "eu-central");
        lost = folder.resolve("lost");
        try (EmbeddedPostgres server = Scene.server(MAJOR).dataDirectory(lost).start()) {
            String look = scene.direct(server);
            Scene.well("init", "-c", look);
            server.execute(
                    "create table still as select n from generate_series(1, " + ROWS + ") n",
                    "vacuum freeze still");
            bank = LoadedBank.open(server);
            try (ChildCommand agent = scene.start("agent", "-c", look)) {
                agent.awaitOutput("The agent of db1 runs.");
                Scene.well("backup", "--fast", "--json", "-c", look);
                bank.end();
                frontier = Scene.awaitAcknowledged(server);
            }
            changed = server.queryString("select pg_relation_filepath('still')");
            server.kill();
        }
        changeOneByte(lost.resolve(changed));
    }

    /** Of the first row, whose bytes are the last of the page. */
    private void changeOneByte(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        original = Files.readAllBytes(file);
        byte[] other = original.clone();
        other[8192 - 8] ^= 1;
        Files.write(file, other);
        Files.setLastModifiedTime(file, time);
    }

    @AfterAll
    void close() throws IOException {
        bank.close();
        scene.close();
    }

    private Path copyOfTheLost() throws Exception {
        Path data = Files.createTempDirectory(scene.folder(), "over").resolve("data");
        String[] line = {"cp", "-a", lost.toString(), data.toString()};
        assertEquals(0, new ProcessBuilder(line).inheritIO().start().waitFor());
        return data;
    }

    private String[] restore(Path data, String config) {
        return new String[] {"restore", "--to=latest", "--delta", "--target=" + data, "-c", config};
    }

    /** Points by what is on the disk: a plan reads no pack. */
    static Stream<Function<Path, Point>> points() {
        return Stream.of(
                named("the first files", data -> Point.beforeGet("/packs/")),
                named("further files", data -> Point.atGet("/packs/", 2)),
                named("the control file", DeltaKilledTest::controlFile));
    }

    private static Function<Path, Point> named(String name, Function<Path, Point> point) {
        return new Function<>() {
            @Override
            public Point apply(Path data) {
                return point.apply(data);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    /** The only read that is left when PostgreSQL's manifest is written. */
    private static Point controlFile(Path data) {
        return new Point(
                "get of the control file",
                Point.Moment.AFTER,
                request -> request.gets("/packs/") && Files.exists(data.resolve("backup_manifest")),
                1);
    }

    @ParameterizedTest
    @MethodSource("points")
    @DisplayName(
            "T14, T53: a delta restore is killed, nothing starts, and the next one trusts no time")
    void theNextOneCompletes(Function<Path, Point> point) throws Exception {
        Path data = copyOfTheLost();

        scene.dieAt(point.apply(data), restore(data, scene.gated(1, "db1")));

        assertFalse(Files.exists(data.resolve("global/pg_control")), data::toString);
        assertTrue(Files.exists(data.resolve("holdfast.restore-incomplete")), data::toString);
        DeadEnd.assertIs(MAJOR, data);
        Restored.lookInto(
                data,
                scene,
                MAJOR,
                server -> {
                    assertEquals(
                            ROWS * (ROWS + 1L) / 2, server.queryLong("select sum(n) from still"));
                    assertArrayEquals(original, Files.readAllBytes(data.resolve(changed)));
                    return bank.assertIsIn(server, frontier);
                },
                "--to=latest",
                "--delta",
                "-c",
                scene.gated(1, "db1"));
    }

    @Test
    @DisplayName(
            "T14: a delta restore that is killed while it plans leaves the directory as it was")
    void aPlanChangesNothing() throws Exception {
        Path data = copyOfTheLost();

        scene.dieAt(Point.atGet("/parts/", 1), restore(data, scene.gated(1, "db1")));

        String[] compare = {"diff", "-r", lost.toString(), data.toString()};
        assertEquals(0, new ProcessBuilder(compare).inheritIO().start().waitFor());
    }
}
