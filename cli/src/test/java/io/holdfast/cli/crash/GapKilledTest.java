package io.holdfast.cli.crash;

import static io.holdfast.repository.container.ContainerKind.EPOCH;
import static io.holdfast.repository.container.ContainerKind.GAP;
import static io.holdfast.repository.container.ContainerKind.MANIFEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent dies while it answers a lost slot. */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GapKilledTest {
    private Scene scene;
    private EmbeddedPostgres server;
    private String agent = "";
    private String look = "";

    @BeforeAll
    void protectADatabase(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, "eu-central");
        server = LostSlot.prepared(15).start();
        server.execute("create table t (n int)");
        agent = scene.gated(server);
        look = scene.direct(server);
        Scene.well("init", "-c", look);
        try (ChildCommand child = scene.start("agent", "-c", look)) {
            child.awaitOutput("The agent of db1 runs.");
            Scene.well("backup", "--fast", "--json", "-c", look);
        }
    }

    @AfterAll
    void close() throws Exception {
        server.close();
        scene.close();
    }

    static Stream<Point> points() {
        return Stream.of(
                Point.before(GAP), Point.after(GAP), Point.after(EPOCH), Point.before(MANIFEST));
    }

    @ParameterizedTest
    @MethodSource("points")
    @DisplayName("E1, T25: a gap stays recorded, and is answered, although its finder is killed")
    void theGapIsRecordedAndAnswered(Point point) throws Exception {
        int gaps = LostSlot.gaps(look);
        long backups = LostSlot.backups(look);
        LostSlot.lose(server);

        scene.dieAt(point, "agent", "-c", agent);

        try (ChildCommand child = scene.start("agent", "-c", look)) {
            Await.until("a new backup", () -> LostSlot.backups(look) > backups);
            assertTrue(LostSlot.gaps(look) > gaps);
            assertEquals(backups + 1, LostSlot.backups(look), child.err());
            Lsn written = Scene.awaitAcknowledged(server);
            String nowhere = scene.folder().resolve("nowhere").toString();
            Scene.well(
                    "restore", "--dry-run", "--to=lsn=" + written, "--target", nowhere, "-c", look);
        }
    }
}
