package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.GuidePage.How;
import io.holdfast.controlplane.config.ControlPlaneConfig;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide is true: whoever does what its pages say, in this order, gets what they show. */
class GuideTest {
    private static final List<String> PAGES =
            List.of(
                    "first-backup.md",
                    "verify.md",
                    "restore.md",
                    "retention.md",
                    "control-plane.md",
                    "joining.md",
                    "policies.md",
                    "alerts.md");
    private static final String EXAMPLE_TIME = "2026-01-02T03:04:05Z";
    private static final String EXAMPLE_BACKUP = "20260102T030405Z-4f1c09ab";
    private static final Pattern BACKUP = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4,}");

    @Test
    void whoeverFollowsTheGuideGetsTheDatabaseBack(@TempDir Path home) throws Exception {
        GuidePage firstBackup = GuidePage.read("first-backup.md");
        try (GuideScene scene = new GuideScene(home, firstBackup);
                GuideReader reader = new GuideReader(scene)) {
            reader.read(firstBackup);
            scene.means(EXAMPLE_BACKUP, firstOf(backups(scene)));
            reader.read(GuidePage.read("verify.md"));

            run(scene, "holdfast backup --fast");
            loseTheDatabase(scene);
            reader.terminateWhatStays();
            reader.read(GuidePage.read("restore.md"));
            reader.awaitEndOfWhatStays();
            assertEquals(2000, accounts(scene));

            reader.read(GuidePage.read("retention.md"));
            assertExpiryHasAnIdentityOfItsOwn(scene);
        }
    }

    @Test
    void whoeverFollowsTheGuideHasAControlPlane(@TempDir Path home) throws Exception {
        try (GuideScene scene = new GuideScene(home, GuidePage.read("first-backup.md"));
                GuideReader reader = new GuideReader(scene)) {
            reader.read(GuidePage.read("control-plane.md"));
            scene.configuration(
                    GuidePage.read("first-backup.md")
                            .first(GuidePage.Kind.YAML)
                            .orElseThrow()
                            .text());
            reader.read(GuidePage.read("joining.md"));
            reader.read(GuidePage.read("policies.md"));
            reader.read(GuidePage.read("alerts.md"));
            reader.terminateWhatStays();

            ControlPlaneConfig production =
                    ControlPlaneConfig.read(
                            home.resolve("etc/holdfast/control-plane.yaml"),
                            new Surroundings(name -> null, "here", SecretCheck.WHEN_USED));
            assertEquals("0.0.0.0", production.api().host());
        }
    }

    @Test
    void littleIsNotCarriedOut() throws IOException {
        int left = 0;
        for (String page : PAGES) {
            for (GuidePage.Block block : GuidePage.read(page).blocks()) {
                left += block.how() instanceof How.NotCarriedOut ? 1 : 0;
            }
        }
        assertTrue(left <= 1, left + " blocks are not carried out");
    }

    private static String backups(GuideScene scene) throws IOException, InterruptedException {
        return run(scene, "holdfast backups");
    }

    private static String run(GuideScene scene, String command)
            throws IOException, InterruptedException {
        Shell.Ran ran = scene.shell().run(command);
        assertEquals(0, ran.exitCode(), ran::toString);
        return ran.out();
    }

    private static String firstOf(String backups) {
        Matcher id = BACKUP.matcher(backups);
        assertTrue(id.find(), backups);
        return id.group();
    }

    /** The rows up to 1500 are of before the time that the page gives as an example. */
    private static void loseTheDatabase(GuideScene scene) throws InterruptedException {
        EmbeddedPostgres server = scene.server();
        server.execute("insert into account select generate_series(1001, 1500)");
        scene.means(EXAMPLE_TIME, Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
        server.execute("insert into account select generate_series(1501, 2000)");
        String written = server.queryString("select pg_current_wal_flush_lsn()");
        String stored =
                "select count(*) from pg_replication_slots where restart_lsn >= '" + written + "'";
        Await.until("the slot at " + written, () -> server.queryLong(stored) == 1);
        server.kill();
    }

    private static long accounts(GuideScene scene) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + scene.restoredPort() + "/postgres";
        try (var connection = DriverManager.getConnection(url, "postgres", null);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from account")) {
            assertTrue(rows.next());
            return rows.getLong(1);
        }
    }

    /** The bucket lets nobody in any more but who expires, and the older backup goes. */
    private static void assertExpiryHasAnIdentityOfItsOwn(GuideScene scene) throws Exception {
        scene.keepOneBackup();
        GuidePage retention = GuidePage.read("retention.md");
        String script = retention.blocks().getLast().text();

        String said = run(scene, scene.here(script));

        assertTrue(said.contains("Removed 1 backups"), said);
        assertTrue(said.contains("Repository eu"), said);
    }
}
