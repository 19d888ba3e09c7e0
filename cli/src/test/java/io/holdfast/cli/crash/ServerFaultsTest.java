package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.net.Direction;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.embedded.postgres.StopOutcome;
import io.holdfast.postgres.Lsn;
import java.nio.file.Path;
import java.time.Duration;
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

/** One agent's process lives through everything that happens to its server and the way there. */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerFaultsTest {
    private static final int MAJOR = 16;
    private static final String MORE =
            "insert into more select repeat(md5(n::text), 20) from generate_series(1, 500) n";

    private Scene scene;
    private EmbeddedPostgres server;
    private FaultProxy line;
    private LoadedBank bank;
    private ChildCommand agent;
    private String look = "";

    @BeforeAll
    void protectABankUnderLoad(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, "eu-central");
        server = Scene.server(MAJOR).setting("wal_sender_timeout", "2s").start();
        line = FaultProxy.to("127.0.0.1", server.port());
        look = scene.direct(server);
        Scene.well("init", "-c", look);
        bank = LoadedBank.open(server);
        server.execute("create table more (filler text)");
        agent = scene.start("agent", "-c", scene.gated(line.port(), "db1"));
        agent.awaitOutput("The agent of db1 runs.");
        Scene.well("backup", "--fast", "--json", "-c", look);
    }

    @AfterAll
    void close() throws Exception {
        bank.close();
        agent.close();
        line.close();
        server.close();
        scene.close();
    }

    /** What happens to the connections. */
    enum Fault {
        CUT_AT_ONCE {
            @Override
            void strike(FaultProxy line, EmbeddedPostgres server) {
                line.cutAll();
            }
        },
        CUT_IN_A_MESSAGE {
            @Override
            void strike(FaultProxy line, EmbeddedPostgres server) {
                line.cutAfterBytes(40_001, Direction.TO_CLIENT);
            }
        },
        CUT_IN_A_STATUS {
            @Override
            void strike(FaultProxy line, EmbeddedPostgres server) {
                line.cutAfterBytes(17, Direction.TO_SERVER);
            }
        },
        CUT_WHILE_BEGINNING_AGAIN {
            @Override
            void strike(FaultProxy line, EmbeddedPostgres server) {
                line.cutAll();
                line.cutAfterBytes(700, Direction.TO_CLIENT);
            }
        },
        SERVERS_HALF_CLOSED {
            @Override
            void strike(FaultProxy line, EmbeddedPostgres server) {
                line.halfClose(Direction.TO_CLIENT);
            }
        },
        AGENTS_HALF_CLOSED {
            @Override
            void strike(FaultProxy line, EmbeddedPostgres server) {
                line.halfClose(Direction.TO_SERVER);
            }
        },
        STALLED {
            @Override
            void strike(FaultProxy line, EmbeddedPostgres server) throws InterruptedException {
                line.stall();
                Await.until(
                        "the server to miss its receiver",
                        () -> server.queryLong("select count(*) from pg_stat_replication") == 0);
                line.resume();
            }
        };

        abstract void strike(FaultProxy line, EmbeddedPostgres server) throws InterruptedException;
    }

    static Stream<Fault> faults() {
        return Stream.of(Fault.values());
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("faults")
    @DisplayName("T32, T80: a connection breaks under load, and capture goes on by itself")
    void captureGoesOnByItself(Fault fault) throws Exception {
        long sessions = sessions();

        fault.strike(line, server);
        Await.until("a new session", () -> sessions() > sessions);

        assertCaptured();
    }

    @Order(2)
    @Test
    @DisplayName("T24: the server is killed under load and starts again")
    void captureGoesOnAfterTheServerWasKilled() throws Exception {
        server.execute(MORE);

        server.kill();
        server.start();
        server.execute(MORE);

        assertCaptured();
    }

    @Order(3)
    @Test
    @DisplayName("E14, T30: a server ends although its agent cannot store the last WAL")
    void theServerStopsWhileTheStoreIsDead() throws Exception {
        scene.gate().die();
        server.execute(MORE);
        Await.until("requests to the dead store", () -> scene.gate().refused() > 1);

        StopOutcome stopped = server.stop(StopMode.FAST, Duration.ofSeconds(60));

        assertInstanceOf(StopOutcome.Stopped.class, stopped);
        scene.gate().revive();
        server.start();
        assertCaptured();
    }

    private long sessions() {
        return agent.err().lines().filter(each -> each.contains("capturing in epoch")).count();
    }

    private void assertCaptured() throws Exception {
        Lsn written = Scene.awaitAcknowledged(server);
        assertTrue(agent.isAlive(), agent::err);
        scene.assertPromisesAreKept(look, written);
    }

    @Order(4)
    @Test
    @DisplayName("T26, T28: a standby is promoted under load, and its agent goes on")
    void aPromotionIsFollowed() throws Exception {
        EmbeddedPostgres standby = server.startStandby(Map.of("fsync", "off"));
        try (standby;
                ChildCommand next = scene.start("agent", "-c", standbysConfig(standby))) {
            next.awaitOutput("The agent of db2 runs.");
            String slot = "select count(*) from pg_replication_slots where slot_name = 'holdfast'";
            Await.until("the standby's slot", () -> standby.queryLong(slot) == 1);
            server.execute(MORE);
            // if the repositories held more than the standby, a person would have to adopt it
            standby.awaitReplayOf(server);
            server.kill();
            standby.promote();
            standby.execute(MORE);

            Lsn written = Scene.awaitAcknowledged(standby);
            scene.assertPromisesAreKept(look, written);
            long rows = standby.queryLong("select count(*) from more");
            assertEquals(rows, Restored.look(scene, MAJOR, this::rows, "--to=latest", "-c", look));
        }
    }

    private long rows(EmbeddedPostgres restored) throws Exception {
        // its clients had lost their server long before the promotion
        bank.assertIsIn(restored, Lsn.parse(restored.queryString("select pg_current_wal_lsn()")));
        return restored.queryLong("select count(*) from more");
    }

    private String standbysConfig(EmbeddedPostgres standby) throws Exception {
        return scene.gated(standby.port(), "db2");
    }
}
