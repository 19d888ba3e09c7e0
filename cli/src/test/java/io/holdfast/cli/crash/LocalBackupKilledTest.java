package io.holdfast.cli.crash;

import static io.holdfast.repository.container.ContainerKind.INTENT;
import static io.holdfast.repository.container.ContainerKind.MANIFEST;
import static io.holdfast.repository.container.ContainerKind.PACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.cli.RunCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * A backup that reads the data directory dies. Whether the server still thinks that a backup runs
 * shows in its WAL: with {@code full_page_writes=off} it writes whole pages only as long as one
 * does ({@code runningBackups}, xlog.c).
 */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalBackupKilledTest {
    private static final int MAJOR = 14;
    private static final Pattern IMAGES = Pattern.compile("\"WAL FPI\": (\\d+)");
    private static final String SESSIONS =
            "select count(*) from pg_stat_activity where application_name = 'holdfast-backup'";

    private Scene scene;
    private EmbeddedPostgres server;
    private LoadedBank bank;
    private ChildCommand agent;
    private String look = "";
    private String local = "";

    @BeforeAll
    void protectABankUnderLoad(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, "eu-central");
        server = Scene.server(MAJOR).setting("full_page_writes", "off").start();
        look = scene.direct(server);
        local = scene.gatedWith("backup: {source: local}", server);
        Scene.well("init", "-c", look);
        server.execute("create table page as select 1 as n", "vacuum freeze page");
        bank = LoadedBank.open(server);
        agent = scene.start("agent", "-c", look);
        agent.awaitOutput("The agent of db1 runs.");
        Scene.well("backup", "--fast", "--json", "-c", local);
    }

    @AfterAll
    void close() throws Exception {
        bank.close();
        agent.close();
        server.close();
        scene.close();
    }

    static Stream<Point> points() {
        return Stream.of(Point.after(INTENT), Point.after(PACK), Point.before(MANIFEST));
    }

    @ParameterizedTest
    @MethodSource("points")
    @DisplayName("E7, T46: a local backup is killed, and neither the server nor the store keeps it")
    void nothingOfItIsLeft(Point point) throws Exception {
        scene.dieAt(point, "backup", "--fast", "--json", "-c", local);

        assertNoBackupRuns();
        scene.assertPromisesAreKept(look, restartLsn());
    }

    @Test
    @DisplayName("T46: a local backup is killed between its start and its stop, which ends it")
    void theServerGivesTheBackupUp() throws Exception {
        try (Breakpoint breakpoint = backupBeforeItsStop()) {
            breakpoint.await();
            assertEquals(1, server.queryLong(SESSIONS));
            assertTrue(wholePagesOfAnUpdate() > 0, "no backup runs");

            breakpoint.command().kill();

            assertNoBackupRuns();
            scene.assertPromisesAreKept(look, restartLsn());
        }
    }

    @Test
    @DisplayName("T4: a backup during which the agent was killed and another one began is usable")
    void aBackupAcrossSessionsComesBack() throws Exception {
        try (Breakpoint breakpoint = backupBeforeItsStop()) {
            breakpoint.await();
            agent.kill();
            Scene.acknowledged(server);
            agent = scene.start("agent", "-c", look);
            Scene.awaitAcknowledged(server);

            breakpoint.resume();

            RunCommand backup = breakpoint.command().ended();
            assertEquals(0, backup.exitCode(), backup.out() + backup.err());
            String id = "--backup=" + backup.json().get("id").asText();
            long pages =
                    Restored.look(
                            scene,
                            MAJOR,
                            restored -> restored.queryLong("select count(*) from page"),
                            "--to=latest",
                            id,
                            "-c",
                            look);
            assertEquals(1, pages);
        }
    }

    private Breakpoint backupBeforeItsStop() throws Exception {
        var stop = new Breakpoint.Step("io.holdfast.agent.backup.LocalSession", "stop");
        return Breakpoint.start(scene, stop, "backup", "--fast", "--json", "-c", local);
    }

    private void assertNoBackupRuns() throws InterruptedException {
        Await.until("the end of the backup's session", () -> server.queryLong(SESSIONS) == 0);
        assertEquals(0, wholePagesOfAnUpdate());
    }

    /** Hint bits, which checksums protect by a whole page too, are set before. */
    private long wholePagesOfAnUpdate() {
        server.execute("vacuum page", "checkpoint");
        String plan = server.queryString("explain (analyze, wal, format json) update page set n=n");
        Matcher images = IMAGES.matcher(plan);
        assertTrue(images.find(), plan);
        return Long.parseLong(images.group(1));
    }

    private Lsn restartLsn() {
        return Lsn.parse(server.queryString("select restart_lsn from pg_replication_slots"));
    }
}
