package io.holdfast.cli.crash;

import static io.holdfast.repository.container.ContainerKind.EPOCH;
import static io.holdfast.repository.container.ContainerKind.HISTORY;
import static io.holdfast.repository.container.ContainerKind.PIECE;
import static io.holdfast.repository.container.ContainerKind.ROLLED;
import static io.holdfast.repository.container.ContainerKind.SEAL;

import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent dies at every point of a takeover and of the capture, then the store does, all under
 * load and into the same two repositories; in the end everything comes back.
 */
@Tag("crash")
@Order(3)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CaptureKilledTest {
    private static final int MAJOR = 18;

    private Scene scene;
    private EmbeddedPostgres first;
    private EmbeddedPostgres server;
    private LoadedBank bank;
    private String agent = "";
    private String look = "";

    /** A promoted server, so that each epoch begins with a history. */
    @BeforeAll
    void protectABankUnderLoad(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, "eu-central", "us-east");
        first = Scene.server(MAJOR).start();
        server = first.startStandby(Map.of("fsync", "off"));
        server.promote();
        agent = scene.gated(server);
        look = scene.direct(server);
        Scene.well("init", "-c", look);
        bank = LoadedBank.open(server);
        scene.dieAt(Point.before(EPOCH), "agent", "-c", agent);
        scene.dieAt(Point.after(EPOCH), "agent", "-c", agent);
        scene.dieAt(Point.before(HISTORY), "agent", "-c", agent);
        try (ChildCommand child = scene.start("agent", "-c", agent)) {
            child.awaitOutput("The agent of db1 runs.");
            Scene.well("backup", "--fast", "--json", "-c", look);
        }
    }

    @AfterAll
    void close() throws Exception {
        bank.close();
        server.close();
        first.close();
        scene.close();
    }

    static Stream<Point> points() {
        return Stream.of(
                Point.before(SEAL),
                Point.after(SEAL),
                Point.after(SEAL, 2),
                Point.before(EPOCH),
                Point.after(EPOCH),
                Point.after(EPOCH, 2),
                Point.before(HISTORY),
                Point.after(HISTORY),
                Point.before(PIECE),
                Point.after(PIECE),
                Point.after(PIECE, 20),
                Point.before(ROLLED),
                Point.after(ROLLED));
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("points")
    @DisplayName("T21, T39: the agent is killed, and nothing acknowledged is missing")
    void nothingAcknowledgedIsMissingAfterTheKill(Point point) throws Exception {
        scene.dieAt(point, "agent", "-c", agent);

        scene.assertPromisesAreKept(look, Scene.acknowledged(server));
    }

    static Stream<Point> durableSteps() {
        return Stream.of(
                Point.after(SEAL),
                Point.after(EPOCH),
                Point.after(HISTORY),
                Point.after(PIECE),
                Point.after(ROLLED));
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("durableSteps")
    @DisplayName("T69, T82: the store dies after a step, and the agent goes on when it is back")
    void captureGoesOnWhenTheStoreIsBack(Point step) throws Exception {
        try (ChildCommand child = scene.start("agent", "-c", agent)) {
            Trap trap = scene.gate().set(Trap.dropping(step, scene.gate()::die));
            Await.until(step.toString(), trap::isSprung);
            Await.until("requests to the dead store", () -> scene.gate().refused() > 2);

            scene.gate().revive();

            Lsn written = Scene.awaitAcknowledged(server);
            child.kill();
            scene.assertPromisesAreKept(look, written);
        } finally {
            scene.gate().revive();
        }
    }

    @Order(3)
    @Test
    void everythingAcknowledgedComesBackFromEachRepository() throws Exception {
        bank.end();
        Lsn acknowledged = Scene.acknowledged(server);

        bank.assertComesBack(scene, acknowledged, "--to=latest", "-r=eu-central", "-c", look);
        bank.assertComesBack(scene, acknowledged, "--to=latest", "-r=us-east", "-c", look);
    }
}
