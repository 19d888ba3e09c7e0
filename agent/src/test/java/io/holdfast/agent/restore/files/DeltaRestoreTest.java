package io.holdfast.agent.restore.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.restore.testing.HandMadeBackup;
import io.holdfast.agent.restore.testing.WalArchive;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.backup.Tablespace;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaRestoreTest {
    private static final String VERSION = "PG_18_202506291";

    @TempDir private Path folder;

    private final WalArchive archive =
            new WalArchive(new MemoryObjectStore(), HandMadeBackup.SYSTEM, 16 << 20, 18);
    private Path space;
    private Path outside;
    private int attempts;

    @BeforeEach
    void backUp() throws Exception {
        space = folder.resolve("space");
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "precious");
        Random random = new Random(1);
        try (var backup = new HandMadeBackup(archive.repository())) {
            for (String name : List.of("global", "base", "base/1", "base/2")) {
                backup.directory(name, 0700);
            }
            backup.directory("pg_tblspc/16400/" + VERSION, 0700);
            backup.file("PG_VERSION", 0600, "18\n".getBytes(UTF_8));
            backup.file("backup_label", 0600, HandMadeBackup.label());
            backup.file("postgresql.auto.conf", 0600, "# empty\n".getBytes(UTF_8));
            for (int i = 0; i < 24; i++) {
                backup.file("base/" + (1 + i % 2) + "/" + i, 0600, noise(random, 700 * i));
            }
            backup.file("base/1/large", 0640, noise(random, (1 << 20) + 4321));
            backup.file("base/1/zeros", 0600, new byte[300_000]);
            backup.file("pg_tblspc/16400/" + VERSION + "/5", 0600, noise(random, 9_000));
            backup.file(ControlFile.PATH, 0600, HandMadeBackup.controlFile(HandMadeBackup.SYSTEM));
            backup.finish(List.of(), List.of(new Tablespace(16400, "/nowhere/old", false)));
        }
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private FilesPlan plan(Path data, Path tablespace, boolean delta) {
        var catalog = new BackupCatalog(archive.repository());
        return FilesPlan.of(
                catalog.open(catalog.list().getFirst().id()),
                new Destination(data, Map.of("/nowhere/old", tablespace), delta));
    }

    private FilesPlan delta() {
        return plan(folder.resolve("data"), space, true);
    }

    private static void run(FilesPlan plan, Consumer<FileProgress> listener) {
        DirectoryRestore.run(
                plan,
                "work_mem = '1MB'\n",
                new ApplyOptions(2, Duration.ofMillis(1)),
                listener,
                System::nanoTime);
    }

    private Path restored() {
        Path data = folder.resolve("data");
        run(plan(data, space, false), progress -> {});
        return data;
    }

    /** As a restore into an empty directory leaves it, with links made alike. */
    private Map<String, String> fresh(String name) throws IOException {
        Path data = folder.resolve(name);
        run(plan(data, folder.resolve(name + "-space"), false), progress -> {});
        Map<String, String> tree = Tree.of(data);
        tree.put("pg_tblspc/16400", "-> " + space);
        tree.remove("tablespace_map");
        tree.remove("backup_manifest");
        return tree;
    }

    private void assertAsFresh(Map<String, String> fresh) throws IOException {
        Map<String, String> tree = Tree.of(folder.resolve("data"));
        assertTrue(tree.remove("tablespace_map") != null);
        assertTrue(tree.remove("backup_manifest") != null);
        assertEquals(fresh, tree);
        assertEquals(Tree.of(folder.resolve("fresh-space")), Tree.of(space));
        assertEquals("precious", Files.readString(outside.resolve("precious")));
    }

    @Test
    @DisplayName("T53: whatever happened to a data directory, a delta restore makes it right")
    void isAsAFreshRestoreWhateverHappened() throws Exception {
        Map<String, String> fresh = fresh("fresh");
        Path data = restored();
        Seeded.check(
                25,
                random -> {
                    Files.createDirectories(space.resolve("PG_17_202406281"));
                    Files.writeString(space.resolve("PG_17_202406281/theirs"), "another server's");
                    Mutations mutations = new Mutations(random, outside);
                    mutations.apply(data, random.nextInt(1, 12));
                    mutations.apply(space.resolve(VERSION), random.nextInt(2));
                    Files.writeString(data.resolve("postmaster.pid"), "999999999\n");
                    Files.write(data.resolve("pg_wal/000000010000000000000009"), new byte[99]);
                    Map<String, String> before = Tree.of(outside);

                    run(delta(), progress -> {});

                    assertEquals(before, Tree.of(outside));
                    assertEquals(
                            "another server's",
                            Files.readString(space.resolve("PG_17_202406281/theirs")));
                    Files.delete(space.resolve("PG_17_202406281/theirs"));
                    Files.delete(space.resolve("PG_17_202406281"));
                    assertAsFresh(fresh);
                });
    }

    @Test
    void whatIsRightStaysAndIsCounted() throws Exception {
        Path data = restored();
        Files.delete(data.resolve("base/1/large"));
        Files.writeString(data.resolve("base/2/stray"), "stray");

        FilesPlan plan = delta();

        DeltaFigures figures = plan.delta().orElseThrow();
        // the control file, the settings and the tablespaces' map are always written anew
        assertEquals(plan.survey().files() - 3, figures.keptFiles());
        assertEquals((1 << 20) + 4321 + 8192 + "# empty\n".length(), figures.readBytes());
        assertTrue(figures.removed().contains(data.resolve("base/2/stray").toString()));
        assertFalse(figures.removed().toString().contains("base/1/"));
        assertTrue(plan.describe().toString().contains("stray"), plan.describe().toString());
        assertTrue(Files.exists(data.resolve("base/2/stray")));
    }

    @Test
    @DisplayName("T14: killed at any step, nothing starts, and another delta restore finishes")
    void isFinishedWhereverItWasKilled() throws Exception {
        Map<String, String> fresh = fresh("fresh");
        Path data = restored();
        boolean ended = false;
        for (int k = 1; !ended; k++) {
            new Mutations(new Random(k), outside).apply(data, 6);
            Files.writeString(data.resolve("base/stray"), "stray");
            ended = killedAt(k);
            assertTrue(ended || Files.exists(data.resolve(Marker.NAME)));
            assertTrue(
                    ended || k == 1 || !Files.exists(data.resolve(ControlFile.PATH)), "step " + k);

            run(delta(), progress -> {});

            assertAsFresh(fresh);
            attempts++;
        }
        assertTrue(attempts > 30, attempts + " steps");
    }

    private boolean killedAt(int step) {
        AtomicInteger steps = new AtomicInteger();
        try {
            run(
                    delta(),
                    progress -> {
                        if (steps.incrementAndGet() >= step) {
                            throw new IllegalStateException("killed");
                        }
                    });
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Test
    @DisplayName("T14: a fresh restore that was killed is finished by a delta restore")
    void aKilledFreshRestoreIsFinished() throws Exception {
        Map<String, String> fresh = fresh("fresh");
        Path data = folder.resolve("data");
        assertThrows(
                IllegalStateException.class,
                () ->
                        run(
                                plan(data, space, false),
                                progress -> {
                                    if (progress.files() > 7) {
                                        throw new IllegalStateException("killed");
                                    }
                                }));
        HoldfastException plain =
                assertThrows(HoldfastException.class, () -> plan(data, space, false));

        run(delta(), progress -> {});

        assertEquals("data-directory-incomplete", plain.code());
        assertTrue(plain.hint().contains("--delta"), plain.hint());
        assertAsFresh(fresh);
    }

    @Test
    @DisplayName("T15: the data directory of another cluster is refused, and untouched")
    void refusesAnotherCluster() throws Exception {
        Path data = restored();
        Files.write(
                data.resolve(ControlFile.PATH),
                HandMadeBackup.controlFile(HandMadeBackup.SYSTEM + 1));
        assertRefused("data-directory-foreign");

        Files.delete(data.resolve(ControlFile.PATH));
        assertRefused("data-directory-not-empty");

        Files.writeString(data.resolve(Marker.NAME), "system identifier: 5\n");
        assertRefused("data-directory-foreign");
    }

    @Test
    @DisplayName("T15: a server that lives is refused")
    void refusesALiveServer() throws Exception {
        Path data = restored();
        Files.writeString(data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");

        assertRefused("data-directory-live");
    }

    @Test
    @DisplayName("T16: a tablespace that only a link claims must be named")
    void refusesATablespaceThatNobodyNamed() throws Exception {
        Path data = restored();
        var catalog = new BackupCatalog(archive.repository());
        var backup = catalog.open(catalog.list().getFirst().id());
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("file"), "of somebody");
        Map<String, String> before = Tree.of(data);

        var refused = assertThrows(HoldfastException.class, () -> plan(data, other, true)).code();

        assertEquals("tablespace-place-taken", refused);
        assertEquals(before, Tree.of(data));
        assertTrue(backup.manifest().tablespaces().size() == 1);
    }

    private void assertRefused(String code) throws IOException {
        Map<String, String> before = Tree.of(folder.resolve("data"));
        assertEquals(code, assertThrows(HoldfastException.class, this::delta).code());
        assertEquals(before, Tree.of(folder.resolve("data")));
    }
}
