package io.holdfast.cli.crash;

import static io.holdfast.repository.container.ContainerKind.EPOCH;
import static io.holdfast.repository.container.ContainerKind.HISTORY;
import static io.holdfast.repository.container.ContainerKind.SEAL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.nio.file.Path;
import java.util.List;
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
 * The primary is lost with WAL that nobody had captured, its standby is promoted, and the standby's
 * agent, which has run all the time, is killed while it follows; and so are its successors.
 */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FollowKilledTest {
    private static final int MAJOR = 18;
    private static final String MORE =
            "insert into more select repeat(md5(n::text), 20) from generate_series(1, 500) n";

    private Scene scene;
    private EmbeddedPostgres primary;
    private ChildCommand agent;
    private LoadedBank bank;
    private String look = "";
    private int instance = 1;

    @BeforeAll
    void protectABank(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, "eu-central");
        primary = Scene.server(MAJOR).start();
        look = scene.direct(primary);
        Scene.well("init", "-c", look);
        bank = LoadedBank.open(primary);
        primary.execute("create table more (filler text)");
        agent = scene.start("agent", "-c", look);
        agent.awaitOutput("The agent of db1 runs.");
        Scene.well("backup", "--fast", "--json", "-c", look);
        bank.end();
    }

    @AfterAll
    void close() throws Exception {
        bank.close();
        agent.close();
        primary.close();
        scene.close();
    }

    static Stream<List<Point>> deaths() {
        return Stream.of(
                List.of(Point.before(SEAL), Point.after(SEAL), Point.before(EPOCH)),
                List.of(Point.after(HISTORY), Point.after(EPOCH), Point.before(HISTORY)));
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("deaths")
    @DisplayName("T21, T26, T28: an agent and its successors are killed while they follow")
    void thePromotionIsFollowedInTheEnd(List<Point> deaths) throws Exception {
        EmbeddedPostgres standby = primary.startStandby(Map.of("fsync", "off"));
        String config = scene.gated(standby.port(), "db" + ++instance);
        try (ChildCommand waiting = scene.start("agent", "-c", config)) {
            waiting.awaitOutput("The agent of db" + instance + " runs.");
            losePrimary(standby);
            Trap first = scene.gate().set(Trap.dropping(deaths.getFirst(), waiting::kill));

            standby.promote();
            primary = standby;
            standby.execute(MORE);

            Await.until(first.toString(), first::isSprung);
        }
        for (Point next : deaths.subList(1, deaths.size())) {
            scene.assertPromisesAreKept(look, Scene.acknowledged(standby));
            scene.dieAt(next, "agent", "-c", config);
        }
        scene.assertPromisesAreKept(look, Scene.acknowledged(standby));
        agent =
                scene.start(
                        "agent",
                        "-c",
                        scene.config(scene.s3().endpoint() + "", standby.port(), "db" + instance));
        scene.assertPromisesAreKept(look, Scene.awaitAcknowledged(standby));
    }

    /** Its last WAL has come to the standby, and to no repository. */
    private void losePrimary(EmbeddedPostgres standby) throws InterruptedException {
        String slot =
                "select count(*) from pg_replication_slots where slot_name = '" + Scene.SLOT + "'";
        Await.until("the standby's slot", () -> standby.queryLong(slot) == 1);
        agent.kill();
        primary.execute(MORE);
        String written = primary.queryString("select pg_current_wal_flush_lsn()");
        String replayed = "select (pg_last_wal_replay_lsn() >= '" + written + "')::int";
        Await.until("the standby", () -> standby.queryLong(replayed) == 1);
        primary.close();
    }

    @Order(2)
    @Test
    void everyTimelineComesBack() throws Exception {
        Lsn acknowledged = Scene.awaitAcknowledged(primary);
        long rows = primary.queryLong("select count(*) from more");

        long restored =
                Restored.look(
                        scene,
                        MAJOR,
                        server -> {
                            bank.assertIsIn(server, acknowledged);
                            return server.queryLong("select count(*) from more");
                        },
                        "--to=latest",
                        "-c",
                        look);

        assertEquals(rows, restored);
    }
}
