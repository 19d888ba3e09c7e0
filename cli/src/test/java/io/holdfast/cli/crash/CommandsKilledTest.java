package io.holdfast.cli.crash;

import static io.holdfast.repository.container.ContainerKind.ABANDONED;
import static io.holdfast.repository.container.ContainerKind.CONDEMNED;
import static io.holdfast.repository.container.ContainerKind.FILE_PART;
import static io.holdfast.repository.container.ContainerKind.INTENT;
import static io.holdfast.repository.container.ContainerKind.MANIFEST;
import static io.holdfast.repository.container.ContainerKind.PACK;
import static io.holdfast.repository.container.ContainerKind.PACK_LIST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.Await;
import io.holdfast.cli.ChildCommand;
import io.holdfast.cli.RunCommand;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * Backups die at every point while an agent captures; expiry dies at every point, each time in a
 * copy of what they have left; restores die at every point.
 */
@Tag("crash")
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandsKilledTest {
    private static final int MAJOR = 17;
    private static final String LEFT = "eu-central";

    private Scene scene;
    private EmbeddedPostgres server;
    private LoadedBank bank;
    private ChildCommand agent;
    private String look = "";
    private String first = "";
    private @Nullable Lsn frontier;
    private int copies;

    @BeforeAll
    void protectABankUnderLoad(@TempDir Path folder) throws Exception {
        scene = new Scene(folder, LEFT, "us-east");
        server = Scene.server(MAJOR).start();
        look = scene.direct(server);
        Scene.well("init", "-c", look);
        bank = LoadedBank.open(server);
        agent = scene.start("agent", "-c", look);
        agent.awaitOutput("The agent of db1 runs.");
        first = Scene.well("backup", "--fast", "--json", "-c", look).json().get("id").asText();
    }

    @AfterAll
    void close() throws Exception {
        bank.close();
        agent.close();
        server.close();
        scene.close();
    }

    static Stream<Point> backupPoints() {
        return Stream.of(
                Point.before(INTENT),
                Point.after(INTENT),
                Point.after(INTENT, 2),
                Point.before(PACK),
                Point.after(PACK),
                Point.before(FILE_PART),
                Point.after(FILE_PART),
                Point.before(PACK_LIST),
                Point.after(PACK_LIST),
                Point.before(MANIFEST),
                Point.after(MANIFEST),
                Point.after(MANIFEST, 2));
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("backupPoints")
    @DisplayName("E7, T60: a backup is killed, and what is listed is whole")
    void whatIsListedIsWholeAfterABackupDied(Point point) throws Exception {
        scene.dieAt(point, "backup", "--fast", "--json", "-c", scene.gated(server));

        scene.assertPromisesAreKept(look, restartLsn());
    }

    static Stream<Point> abandonmentPoints() {
        return Stream.of(Point.before(ABANDONED), Point.after(ABANDONED));
    }

    /** A backup that has lost its server gives up what it began. */
    @Order(2)
    @ParameterizedTest
    @MethodSource("abandonmentPoints")
    void whatIsListedIsWholeAfterABackupDiedGivingUp(Point point) throws Exception {
        Runnable lost = () -> Thread.ofVirtual().start(this::endTheBackupsConnection);
        Path config = Path.of(scene.gated(server));
        // over a connection that can be told from the others, and that lasts until it is seen
        String streamed = "backup: {source: streamed, throttle: 1MB/s}\n";
        Files.writeString(config, streamed, StandardOpenOption.APPEND);

        scene.dieAt(
                point,
                Point.before(INTENT),
                lost,
                "backup",
                "--fast",
                "--json",
                "-c",
                config.toString());

        scene.assertPromisesAreKept(look, restartLsn());
    }

    private void endTheBackupsConnection() {
        String end =
                "select count(pg_terminate_backend(pid)) from pg_stat_replication where state ="
                        + " 'backup'";
        try {
            Await.until("the backup's connection", () -> server.queryLong(end) > 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Lsn restartLsn() {
        return Lsn.parse(server.queryString("select restart_lsn from pg_replication_slots"));
    }

    /** From here on nothing is written any more. */
    private Lsn frozen() throws Exception {
        Lsn done = frontier;
        if (done == null) {
            bank.end();
            done = Scene.awaitAcknowledged(server);
            agent.kill();
            frontier = done;
        }
        return done;
    }

    static Stream<Point> expiryPoints() {
        return Stream.of(
                Point.before(ABANDONED),
                Point.after(ABANDONED),
                Point.before(CONDEMNED),
                Point.after(CONDEMNED),
                Point.beforeDelete("/manifest"),
                Point.afterDelete("/manifest"),
                Point.beforeDelete("/packs/"),
                Point.afterDelete("/packs/"),
                Point.afterDelete("/parts/"),
                Point.beforeDelete("/intent"),
                Point.afterDelete("/intent"),
                Point.beforeDelete("/condemned"),
                Point.afterDelete("/condemned"),
                Point.beforeDelete("/wal/"),
                Point.afterDelete("/wal/"));
    }

    @Order(3)
    @ParameterizedTest
    @MethodSource("expiryPoints")
    @DisplayName(
            "T73, T74: expiry is killed, and what is listed is whole; the next one does the rest")
    void theNextExpiryDoesTheRest(Point point) throws Exception {
        Lsn acknowledged = frozen();
        String copy = copyOfWhatIsLeft();
        List<String> only = List.of(copy);
        String gated = scene.config(scene.gate().endpoint().toString(), 1, "db1", only);
        String direct = scene.direct(only);
        String[] expire = {"expire", "--abandon-after=1s", "--json", "-c"};

        scene.dieAt(point, expire[0], expire[1], expire[2], expire[3], gated);

        scene.assertPromisesAreKept(direct, acknowledged);
        Scene.well(expire[0], expire[1], expire[2], expire[3], direct);
        scene.assertPromisesAreKept(direct, acknowledged);
        RunCommand backups = Scene.well("backups", "--json", "-c", direct);
        assertFalse(backups.out().contains("condemned"), backups.out());
    }

    @Order(4)
    @Test
    void whatExpiryLeftComesBack() throws Exception {
        Lsn acknowledged = frozen();
        String copy = copyOfWhatIsLeft();
        String direct = scene.direct(List.of(copy));
        Scene.well("expire", "--abandon-after=1s", "-c", direct);

        bank.assertComesBack(scene, acknowledged, "--to=latest", "-c", direct);
    }

    private String copyOfWhatIsLeft() throws Exception {
        String copy = "copy-" + copies++;
        Path buckets = scene.s3().directory();
        // with the attributes, in which the server keeps what belongs to an object
        String[] line = {
            "cp", "-a", buckets.resolve(LEFT).toString(), buckets.resolve(copy).toString()
        };
        assertEquals(0, new ProcessBuilder(line).inheritIO().start().waitFor());
        return copy;
    }

    static Stream<Point> restorePoints() {
        return Stream.of(
                Point.atGet("/epochs/", 1),
                Point.atGet("/wal/", 1),
                Point.atGet("/wal/", 10),
                Point.atGet("/manifest", 1),
                Point.atGet("/packs/", 1),
                Point.atGet("/packs/", 2));
    }

    @Order(5)
    @ParameterizedTest
    @MethodSource("restorePoints")
    @DisplayName("T14: a restore is killed while it reads, and nothing starts from what is there")
    void nothingStartsFromHalfARestore(Point point) throws Exception {
        frozen();
        Path data = Files.createTempDirectory(scene.folder(), "half").resolve("data");
        String[] restore = {
            "restore", "--to=latest", "--target=" + data, "-r=" + LEFT, "-c", scene.gated(server)
        };

        scene.dieAt(point, restore);

        assertFalse(Files.exists(data.resolve("global/pg_control")), data::toString);
        if (Files.exists(data.resolve("holdfast.restore-incomplete"))) {
            RunCommand again = RunCommand.of(restore);
            assertEquals(9, again.exitCode(), again.err());
            assertTrue(again.err().contains("hint: "), again.err());
        }
    }

    @Order(6)
    @Test
    @DisplayName("T1: the feeder is killed, and the server does not take it for the end of the WAL")
    void aRecoveryWithoutItsFeederIsNotPromoted() throws Exception {
        frozen();
        Path data = Files.createTempDirectory(scene.folder(), "fed").resolve("data");
        // with more WAL to come than is fetched before it is asked for
        String backup = "--backup=" + first;
        String target = "--target=" + data;
        String[] restore = {
            "restore", "--to=latest", backup, target, "-r=" + LEFT, "-c", scene.gated(server)
        };
        try (ChildCommand child = scene.start(restore)) {
            child.awaitOutput("pg_ctl -D '" + data + "' start");
            Trap trap = scene.gate().set(Trap.dropping(Point.atGet("/wal/", 3), child::kill));
            try (EmbeddedPostgres half =
                    EmbeddedPostgres.open(MAJOR, data)
                            .setting("fsync", "off")
                            .setting("hot_standby", "off")
                            .launch()) {
                Await.until("the kill", trap::isSprung);
                Await.until(
                        "the server to ask for more", () -> requests(data) > 0 || !half.isAlive());

                assertFalse(half.log().contains("archive recovery complete"), half.log());
                assertFalse(half.log().contains("selected new timeline"), half.log());
            }
        }
    }

    private static long requests(Path data) {
        Path spool = data.resolveSibling("data.spool");
        try (Stream<Path> asked = Files.list(spool.resolve("requests"))) {
            return asked.count();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Order(7)
    @Test
    void aRestoreAfterAllThatBringsEverythingBack() throws Exception {
        bank.assertComesBack(scene, frozen(), "--to=latest", "-r=us-east", "-c", look);
    }

    @Order(8)
    @Test
    @DisplayName("T14: a disk that is full is named, and nothing that starts is left")
    void aFullDiskIsSaid() throws Exception {
        frozen();
        Path room = Files.createDirectory(scene.folder().resolve("room"));
        Path full = scene.folder().resolve("full");
        // something else fills the disk as soon as the restore has begun
        String script =
                """
                room=$1; full=${1%/*}/full; shift
                mount -t tmpfs -o size=40m none "$room" || exit 99
                {
                    until [ -e "$room/data/holdfast.restore-incomplete" ]; do sleep 0.1; done
                    cat /dev/zero >"$room/other" 2>/dev/null
                    touch "$full"
                } &
                "$@"; code=$?
                find "$room" -type f | grep -E 'restore-incomplete|pg_control'
                exit $code
                """;
        String target = "--target=" + room.resolve("data");
        String gated = scene.gated(server);
        scene.gate().set(Trap.holding(Point.beforeGet("/packs/"), () -> awaitFile(full)));
        try (ChildCommand restore =
                ChildCommand.startInMounts(
                        scene.folder(),
                        script,
                        room,
                        "restore",
                        "--to=latest",
                        target,
                        "-c",
                        gated)) {
            assertEquals(3, restore.awaitEnd(), () -> restore.out() + restore.err());

            assertTrue(restore.err().contains("could not be written"), restore.err());
            assertTrue(restore.err().contains("hint: Check the room"), restore.err());
            assertTrue(restore.out().contains("restore-incomplete"), restore.out());
            assertFalse(restore.out().contains("pg_control"), restore.out());
        }
    }

    private static void awaitFile(Path file) {
        try {
            Await.until(file.toString(), () -> Files.exists(file));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
