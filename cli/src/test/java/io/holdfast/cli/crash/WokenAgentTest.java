package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.container.ContainerKind;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("crash")
class WokenAgentTest {
    private static final int MAJOR = 18;

    @TempDir private Path folder;

    @Test
    @DisplayName("T29: an agent wakes from a pause, with a put in flight, after a takeover")
    void theWokenAgentIsFenced() throws Exception {
        try (Scene scene = new Scene(folder, "eu-central", "us-east");
                EmbeddedPostgres server = Scene.server(MAJOR).start();
                FaultProxy line = FaultProxy.to("127.0.0.1", server.port());
                LoadedBank bank = LoadedBank.open(server)) {
            String look = scene.direct(server);
            Scene.well("init", "-c", look);
            try (ChildCommand sleeper =
                    scene.start("agent", "-c", scene.gated(line.port(), "db1"))) {
                sleeper.awaitOutput("The agent of db1 runs.");
                Scene.well("backup", "--fast", "--json", "-c", look);

                takeOver(scene, server, line, sleeper);

                Await.until("the fence", () -> sleeper.err().contains("has taken over with epoch"));
                assertFalse(sleeper.err().contains("\tat "), sleeper::err);
            }
            bank.end();
            Lsn acknowledged = Scene.acknowledged(server);
            scene.assertPromisesAreKept(look, acknowledged);
            assertNewestIs("db2", look);
            bank.assertComesBack(scene, acknowledged, "--to=latest", "-r=us-east", "-c", look);
        }
    }

    /** The sleeper stops with a put that the store has not seen, and wakes when that is done. */
    private static void takeOver(
            Scene scene, EmbeddedPostgres server, FaultProxy line, ChildCommand sleeper)
            throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Trap inFlight =
                scene.gate()
                        .set(
                                Trap.holding(
                                        Point.before(ContainerKind.PIECE), () -> await(released)));
        Await.until("a put", inFlight::isReached);
        sleeper.pause();
        // its connection breaks while it sleeps, which frees the slot
        line.cutAll();
        String other = scene.config(scene.s3().endpoint() + "", server.port(), "db2");
        try (ChildCommand next = scene.start("agent", "-c", other)) {
            next.awaitOutput("The agent of db2 runs.");
            Scene.awaitAcknowledged(server);
            released.countDown();
            sleeper.wake();
            Await.until("the fence", () -> sleeper.err().contains("has taken over with epoch"));

            Scene.awaitAcknowledged(server);
            assertTrue(next.isAlive());
            assertFalse(next.err().contains("capture is interrupted"), next::err);
        } finally {
            released.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertNewestIs(String instance, String config) {
        JsonNode repositories =
                Scene.well("wal", "--json", "-c", config).json().get("repositories");
        for (JsonNode repository : repositories) {
            JsonNode epochs = repository.get("epochs");
            assertEquals(instance, epochs.get(epochs.size() - 1).get("instance").asText());
        }
    }
}
