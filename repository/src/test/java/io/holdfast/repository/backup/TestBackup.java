package io.holdfast.repository.backup;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ContentReader;
import io.holdfast.repository.backup.read.OpenedBackup;
import io.holdfast.repository.backup.write.BackupLimits;
import io.holdfast.repository.backup.write.BackupOpening;
import io.holdfast.repository.backup.write.BackupWriter;
import io.holdfast.repository.backup.write.ManifestPut;
import io.holdfast.repository.backup.write.WrittenBackup;
import io.holdfast.repository.epoch.EpochId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Writes small backups from memory, and reads them back into memory. */
public final class TestBackup {
    public static final BackupId ID = new BackupId("20260102T030405Z-4f1c09ab");

    /** So small that a few hundred kilobytes make many packs and parts. */
    public static final BackupLimits SMALL =
            new BackupLimits(100_000, 2, 2_000, Duration.ofSeconds(30));

    private static final int MODE = 0600;

    private TestBackup() {}

    public static Intent intent(BackupId id, String instance) {
        return new Intent(
                id,
                BackupKind.FULL,
                null,
                new EpochId(1, 0),
                instance,
                BackupSource.STREAMED,
                TestCluster.NOW,
                UUID.randomUUID());
    }

    public static BackupManifest manifest(BackupId id, ClusterRepository any, Totals totals) {
        return new BackupManifest(
                id,
                BackupKind.FULL,
                BackupSource.STREAMED,
                any.clusterId(),
                new ServerFacts(
                        "7000000000000000001",
                        18,
                        "18.1",
                        202506291,
                        8192,
                        131072,
                        8192,
                        16 << 20,
                        true),
                new BackupWal(
                        new EpochId(1, 0),
                        new TimelineId(1),
                        Lsn.parse("0/2000028"),
                        Lsn.parse("0/2000080"),
                        Lsn.parse("0/2000158")),
                TestCluster.NOW,
                TestCluster.NOW.plusSeconds(60),
                "nightly",
                List.of(new Tablespace(16400, "/mnt/fast", false)),
                Map.of("max_connections", "100"),
                List.of(),
                Damage.NONE,
                totals);
    }

    /** A bounded pool for encoding, closed by the caller. */
    public static ExecutorService cpu() {
        return Executors.newFixedThreadPool(2);
    }

    public static BackupWriter open(List<ClusterRepository> repositories, ExecutorService cpu) {
        return ((BackupOpening.Opened)
                        BackupWriter.open(
                                repositories,
                                intent(ID, "db1"),
                                SMALL,
                                cpu,
                                InstantSource.fixed(TestCluster.NOW)))
                .writer();
    }

    /** Writes a complete backup of these files into every repository. */
    public static void write(List<ClusterRepository> repositories, Map<String, byte[]> files)
            throws InterruptedException {
        try (ExecutorService cpu = cpu();
                BackupWriter writer = open(repositories, cpu)) {
            for (var file : files.entrySet()) {
                add(writer, file.getKey(), file.getValue());
            }
            complete(writer);
        }
    }

    public static void add(BackupWriter writer, String path, byte[] content)
            throws InterruptedException {
        writer.beginFile(FilePath.of(path), MODE, 1, content.length);
        writer.write(content, 0, content.length);
        writer.endFile();
    }

    /** Puts the manifest into every repository that is left. */
    public static void complete(BackupWriter writer) throws InterruptedException {
        WrittenBackup written = writer.finish();
        ClusterRepository any = writer.remaining().getFirst();
        ManifestPut manifest = writer.manifest(manifest(ID, any, written.totals()));
        writer.remaining().forEach(manifest::putTo);
    }

    /** Every file of the backup, each proven; hexadecimal, so that maps can be compared. */
    public static Map<String, String> read(ClusterRepository repository) throws IOException {
        OpenedBackup backup = new BackupCatalog(repository).open(ID);
        Map<String, String> files = new TreeMap<>();
        try (ContentReader content = backup.content(backup.packs())) {
            for (FileEntry entry : backup.entries()) {
                if (entry instanceof RegularFile file) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    content.copy(file, out);
                    files.put(file.path().toString(), hex(out.toByteArray()));
                }
            }
        }
        return files;
    }

    public static Map<String, String> hex(Map<String, byte[]> files) {
        Map<String, String> hex = new TreeMap<>();
        files.forEach((path, content) -> hex.put(path, hex(content)));
        return hex;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
