package io.holdfast.cli.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold on every major: all kinds of loss one after the other, in one repository. */
@Tag("crash")
@Order(2)
class EveryMajorLostTest {
    private static final String ENTRIES = "select string_agg(what, ' ' order by what) from entry";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    @DisplayName("E1, T25, T28: a lost database, a promotion under load and a lost slot")
    void everyLossIsAnsweredOn(int major) throws Exception {
        try (Scene scene = new Scene(folder, "eu-central");
                EmbeddedPostgres primary = LostSlot.prepared(major).start()) {
            String look = scene.direct(primary);
            Scene.well("init", "-c", look);
            primary.execute("create table entry (what text)");
            try (EmbeddedPostgres standby = primary.startStandby(Map.of("fsync", "off"));
                    LoadedBank bank = LoadedBank.open(primary)) {
                String second = scene.gated(standby.port(), "db2");
                String time = loseThePrimary(scene, primary, standby, second);
                Lsn fork = fork(look);
                assertEquals(
                        "1-before 2-after 3-promoted",
                        Restored.look(
                                scene,
                                major,
                                server -> {
                                    bank.assertIsIn(server, fork);
                                    return server.queryString(ENTRIES);
                                },
                                "--to=latest",
                                "-c",
                                look));
                assertEquals("1-before", restored(scene, major, "--to=time=" + time, "-c", look));
                Lsn held = loseTheSlot(scene, standby, second);
                assertEquals(
                        "1-before 2-after 3-promoted 4-lost 5-after-the-gap",
                        restored(scene, major, "--to=latest", "-c", look));
                assertEquals(
                        "1-before 2-after 3-promoted",
                        restored(scene, major, "--to=lsn=" + held, "-c", look));
            }
        }
    }

    private static String restored(Scene scene, int major, String... options) throws Exception {
        return Restored.look(scene, major, server -> server.queryString(ENTRIES), options);
    }

    /** Returns a time between the first and the second entry. */
    private static String loseThePrimary(
            Scene scene, EmbeddedPostgres primary, EmbeddedPostgres standby, String second)
            throws Exception {
        try (ChildCommand agent = scene.start("agent", "-c", scene.gated(primary));
                ChildCommand next = scene.start("agent", "-c", second)) {
            agent.awaitOutput("The agent of db1 runs.");
            Scene.well("backup", "--fast", "--json", "-c", scene.direct(primary));
            primary.execute("insert into entry values ('1-before')");
            String time =
                    primary.queryString(
                            "select to_char(clock_timestamp() at time zone 'UTC',"
                                    + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
            primary.execute("insert into entry values ('2-after')");
            String query = "select count(*) from entry where what = '2-after'";
            Await.until("the standby", () -> standby.queryLong(query) == 1);
            next.awaitOutput("The agent of db2 runs.");
            String slot = "select count(*) from pg_replication_slots where slot_name = 'holdfast'";
            Await.until("the standby's slot", () -> standby.queryLong(slot) == 1);
            awaitAcknowledged(primary, agent);
            agent.kill();
            // if the repositories held more than the standby, a person would have to adopt it
            standby.awaitReplayOf(primary);
            primary.kill();
            standby.promote();
            standby.execute("insert into entry values ('3-promoted')");
            awaitAcknowledged(standby, next);
            return time;
        }
    }

    private static void awaitAcknowledged(EmbeddedPostgres server, ChildCommand agent)
            throws InterruptedException {
        try {
            Scene.awaitAcknowledged(server);
        } catch (AssertionError e) {
            throw new AssertionError(agent.err(), e);
        }
    }

    /** Returns the last position that the repository holds before the gap. */
    private static Lsn loseTheSlot(Scene scene, EmbeddedPostgres server, String config)
            throws Exception {
        Lsn held = Scene.acknowledged(server);
        server.execute("insert into entry values ('4-lost')");
        LostSlot.lose(server);
        try (ChildCommand agent = scene.start("agent", "-c", config)) {
            agent.awaitOutput("The agent of db2 runs.");
            Await.until("the backup after the gap", () -> LostSlot.backups(config) == 2);
            server.execute("insert into entry values ('5-after-the-gap')");
            Scene.awaitAcknowledged(server);
        }
        assertEquals(1, LostSlot.gaps(config));
        return held;
    }

    private static Lsn fork(String config) {
        for (JsonNode epoch : LostSlot.repository(config).get("epochs")) {
            if (epoch.get("timeline").asInt() == 2) {
                return Lsn.parse(epoch.get("start").asText());
            }
        }
        throw new AssertionError("no epoch on timeline 2");
    }
}
