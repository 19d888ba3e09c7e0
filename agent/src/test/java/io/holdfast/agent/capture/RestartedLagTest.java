package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.FaultyObjectStore.Kind;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent says of the loss, when it is started again two hours later. */
class RestartedLagTest {
    private static final Duration AWAY = Duration.ofHours(2);

    private final Repositories repositories = new Repositories();
    private final ObjectStore store = new MemoryObjectStore();
    private final Vertx vertx = Vertx.vertx();
    private final PgConnector connector =
            new PgConnector(
                    vertx,
                    InstantSource.system(),
                    System::nanoTime,
                    PgConnector.DEFAULT_BUFFER_BYTES);
    private EmbeddedPostgres server;
    private Lsn written;

    @BeforeEach
    void captureSomething() {
        repositories.add("one", store);
        server = EmbeddedPostgres.builder(18).walSegmentSizeMb(1).setting("fsync", "off").start();
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
            server.execute("create table t as select generate_series(1, 1000)");
            written = capturing.awaitAcknowledged();
        }
    }

    @AfterEach
    void stop() {
        connector.close();
        vertx.close().await();
        server.close();
    }

    private Capture restarted(Repositories through) {
        return Capture.start(
                new Capture.Surroundings(
                        connector,
                        Capturing.connection(server),
                        Repositories.CLUSTER.value(),
                        through.openers(),
                        InstantSource.offset(InstantSource.system(), AWAY),
                        System::nanoTime),
                Capturing.settings("db1", new Durability.All()),
                new CopyOnWriteArrayList<>()::add);
    }

    private static CaptureStatus.Lane awaitLag(Capture capture) {
        Eventually.until(
                () -> "a lag in " + capture.status(),
                () -> capture.status().lanes().getFirst().lag().isPresent());
        return capture.status().lanes().getFirst();
    }

    @Test
    void withoutTheDatabaseTheLagIsTheAgeOfWhatIsStored() {
        server.stop(StopMode.IMMEDIATE);
        try (Capture capture = restarted(repositories)) {
            CaptureStatus.Lane lane = awaitLag(capture);

            assertTrue(lane.lag().orElseThrow().compareTo(AWAY) >= 0, lane.toString());
            assertFalse(lane.isLagKnown());
            assertFalse(lane.frontier().orElseThrow().isBefore(written));
            assertEquals(LaneState.JOINING, lane.state());
        }
    }

    @Test
    void whatWasWrittenMeanwhileIsLostUntilItIsStored() {
        server.execute("insert into t select generate_series(1, 1000)");
        HoldfastException full =
                new HoldfastException(
                        ErrorCategory.TRANSIENT, "full", "no space", "Make some space.");
        Repositories readable =
                repositories.over(
                        new FaultyObjectStore(
                                store, Faults.failsWith(o -> o.kind() == Kind.PUT, full)));
        try (Capture capture = restarted(readable)) {
            Eventually.until(
                    () -> "a known lag in " + capture.status(),
                    () -> capture.status().lanes().getFirst().isLagKnown());
            CaptureStatus.Lane lane = capture.status().lanes().getFirst();

            assertTrue(lane.lag().orElseThrow().compareTo(AWAY) >= 0, lane.toString());
            assertTrue(lane.bytesBehind() > 0, lane.toString());
        }
    }

    @Test
    void theLagGoesOnWhenTheSessionEnds() {
        try (Capture capture = restarted(repositories)) {
            Eventually.until(
                    () -> "no lag in " + capture.status(),
                    () ->
                            capture.status()
                                    .lanes()
                                    .getFirst()
                                    .lag()
                                    .filter(Duration.ZERO::equals)
                                    .isPresent());
            server.stop(StopMode.FAST);
            Eventually.until(
                    () -> "the end of the session in " + capture.status(),
                    () -> capture.status().phase() == CaptureStatus.Phase.BEGINNING);

            CaptureStatus.Lane lane = awaitLag(capture);
            assertFalse(lane.frontier().orElseThrow().isBefore(written));
            Eventually.until(
                    () -> "an unknown lag in " + capture.status(),
                    () -> !capture.status().lanes().getFirst().isLagKnown());
        }
    }
}
