package io.holdfast.agent.restore.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.restore.testing.HandMadeBackup;
import io.holdfast.agent.restore.testing.WalArchive;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.ExternalFile;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryRestoreTest {
    private static final int MB = 1 << 20;

    @TempDir private Path folder;

    private final WalArchive archive =
            new WalArchive(new MemoryObjectStore(), HandMadeBackup.SYSTEM, 16 * MB, 18);
    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<ExternalFile> external = new ArrayList<>();

    DirectoryRestoreTest() {
        Random random = new Random(1);
        files.put("PG_VERSION", "18\n".getBytes(UTF_8));
        files.put("backup_label", HandMadeBackup.label());
        files.put(ControlFile.PATH, HandMadeBackup.controlFile(HandMadeBackup.SYSTEM));
        files.put("base/1/empty", new byte[0]);
        for (int i = 0; i < 300; i++) {
            files.put("base/1/" + i, noise(random, 100 * i));
        }
        files.put("base/1/large", noise(random, 5 * MB + 4321));
        files.put("base/1/zeros", new byte[3 * MB]);
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private FilesPlan plan() throws InterruptedException {
        try (var backup = new HandMadeBackup(archive.repository())) {
            backup.directory("global", 0700);
            backup.directory("base", 0700);
            backup.directory("base/1", 0750);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                backup.file(file.getKey(), 0600, file.getValue());
            }
            backup.finish(external);
            return FilesPlan.of(
                    new BackupCatalog(archive.repository()).open(backup.id()),
                    new Destination(data(), Map.of()));
        }
    }

    private static void run(FilesPlan plan) {
        run(plan, progress -> {});
    }

    private static void run(FilesPlan plan, Consumer<FileProgress> listener) {
        DirectoryRestore.run(
                plan,
                "work_mem = '1MB'\n",
                new ApplyOptions(3, Duration.ofMillis(1)),
                listener,
                System::nanoTime);
    }

    @Test
    void everyByteComesBack() throws Exception {
        run(plan());

        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            assertArrayEquals(
                    file.getValue(),
                    Files.readAllBytes(data().resolve(file.getKey())),
                    file.getKey());
        }
        assertTrue(Files.exists(data().resolve("recovery.signal")));
        assertTrue(
                Files.readString(data().resolve("postgresql.auto.conf"))
                        .endsWith("work_mem = '1MB'\n"));
        assertFalse(Files.exists(data().resolve(Marker.NAME)));
    }

    @Test
    void modesAreKeptAndTheDataDirectoryIsTheOwnersOnly() throws Exception {
        run(plan());

        assertEquals("rwx------", mode(""));
        assertEquals("rwxr-x---", mode("base/1"));
        assertEquals("rw-------", mode("base/1/large"));
        assertEquals("rwx------", mode("pg_wal"));
    }

    private String mode(String path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve(path)));
    }

    @Test
    void progressEndsWithEverything() throws Exception {
        List<FileProgress> seen = new ArrayList<>();
        FilesPlan plan = plan();

        DirectoryRestore.run(
                plan,
                "",
                ApplyOptions.DEFAULT,
                progress -> {
                    synchronized (seen) {
                        seen.add(progress);
                    }
                },
                System::nanoTime);

        assertEquals(files.size(), seen.size());
        FileProgress last = seen.getLast();
        assertEquals(last.totalFiles(), last.files());
        assertEquals(last.totalBytes(), last.bytes());
    }

    @Test
    @DisplayName("T14: a damaged pack leaves nothing that starts")
    void aDamagedPackStopsTheRestore() throws Exception {
        FilesPlan plan = plan();
        ObjectStore objects = archive.repository().store();
        String pack = new BackupNames(plan.manifest().id()).pack(1);
        byte[] bytes = objects.get(pack).orElseThrow();
        bytes[bytes.length / 2] ^= 1;
        objects.delete(pack);
        objects.putIfAbsent(pack, bytes, bytes.length);

        var refused = assertThrows(HoldfastException.class, () -> run(plan));

        assertEquals("object-damaged", refused.code());
        assertNothingStarts();
    }

    @Test
    @DisplayName("T14: a pack that is missing leaves nothing that starts")
    void aMissingPackStopsTheRestore() throws Exception {
        FilesPlan plan = plan();
        archive.repository().store().delete(new BackupNames(plan.manifest().id()).pack(1));

        assertEquals(
                "backup-pack-short", assertThrows(HoldfastException.class, () -> run(plan)).code());
        assertNothingStarts();
    }

    private void assertNothingStarts() {
        assertFalse(Files.exists(data().resolve(ControlFile.PATH)));
        assertTrue(Files.exists(data().resolve(Marker.NAME)));
    }

    @Test
    @DisplayName("E8: a backup without its label is not restored")
    void refusesABackupWithoutLabel() {
        files.remove("backup_label");

        assertEquals(
                "backup-unstartable", assertThrows(HoldfastException.class, this::plan).code());
    }

    @Test
    @DisplayName("E8: a label that is not the manifest's is not restored")
    void refusesAWrongLabel() throws Exception {
        String label = new String(HandMadeBackup.label(), UTF_8);
        files.put("backup_label", label.replace("0/2000060", "0/2000068").getBytes(UTF_8));
        FilesPlan plan = plan();

        assertEquals(
                "backup-label-wrong",
                assertThrows(HoldfastException.class, () -> run(plan)).code());
        assertNothingStarts();
    }

    @Test
    @DisplayName("E8: a label that vanishes before the last file is missed, and nothing starts")
    void refusesToFinishWithoutTheLabel() throws Exception {
        FilesPlan plan = plan();

        var refused = assertThrows(HoldfastException.class, () -> run(plan, this::deleteLabel));

        assertEquals("backup-label-gone", refused.code());
        assertNothingStarts();
    }

    /** When only the control file is left. */
    private void deleteLabel(FileProgress progress) {
        if (progress.files() == progress.totalFiles() - 1) {
            try {
                Files.delete(data().resolve("backup_label"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    @DisplayName("E6: the control file of another cluster is not restored")
    void refusesAForeignControlFile() throws Exception {
        files.put(ControlFile.PATH, HandMadeBackup.controlFile(HandMadeBackup.SYSTEM + 1));
        FilesPlan plan = plan();

        assertEquals(
                "control-file-foreign",
                assertThrows(HoldfastException.class, () -> run(plan)).code());
        assertNothingStarts();
    }

    @Test
    @DisplayName("T64: configuration from elsewhere is laid beside, and plain files take its place")
    void externalFilesAreLaidBeside() throws Exception {
        files.put("holdfast.external/postgresql.conf", "port = 1\n".getBytes(UTF_8));
        external.add(
                new ExternalFile(
                        "config_file",
                        "/etc/postgresql/18/main/postgresql.conf",
                        "holdfast.external/postgresql.conf",
                        null));
        FilesPlan plan = plan();

        run(plan);

        assertEquals(
                "port = 1\n", Files.readString(folder.resolve("data.external/postgresql.conf")));
        assertFalse(Files.exists(data().resolve("holdfast.external")));
        assertTrue(
                Files.readString(data().resolve("postgresql.conf"))
                        .startsWith("# Written by Holdfast"));
        assertTrue(Files.exists(data().resolve("pg_hba.conf")));
        assertTrue(
                plan.describe().stream().anyMatch(line -> line.contains("not put to use")),
                plan.describe().toString());
    }

    @Test
    @DisplayName("T47: what would make the copy a standby is left out")
    void theSignalOfAStandbyIsLeftOut() throws Exception {
        files.put("standby.signal", new byte[0]);

        run(plan());

        assertFalse(Files.exists(data().resolve("standby.signal")));
    }

    @Test
    @DisplayName("T83: PostgreSQL's own manifest names every file, its size and what is in it")
    void postgresOwnManifestNamesEveryFile() throws Exception {
        run(plan());

        String manifest = Files.readString(data().resolve("backup_manifest"));
        assertTrue(manifest.contains("\"Start-LSN\": \"0/2000028\", \"End-LSN\": \"0/2000120\""));
        assertFalse(manifest.contains("holdfast"));
        Set<String> named = new TreeSet<>();
        for (Object each : new JsonObject(manifest).getJsonArray("Files")) {
            JsonObject file = (JsonObject) each;
            named.add(file.getString("Path"));
            byte[] content = Files.readAllBytes(data().resolve(file.getString("Path")));
            assertEquals(content.length, file.getLong("Size"), file::toString);
            assertEquals(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)),
                    file.getString("Checksum"));
        }
        assertTrue(named.containsAll(files.keySet()), named::toString);
    }
}
