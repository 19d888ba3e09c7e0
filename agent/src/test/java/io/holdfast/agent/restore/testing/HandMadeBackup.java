package io.holdfast.agent.restore.testing;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.backup.BackupLabel;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupKind;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.ExternalFile;
import io.holdfast.repository.backup.FilePath;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.ServerFacts;
import io.holdfast.repository.backup.Tablespace;
import io.holdfast.repository.backup.write.BackupLimits;
import io.holdfast.repository.backup.write.BackupOpening;
import io.holdfast.repository.backup.write.BackupWriter;
import io.holdfast.repository.epoch.EpochId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/** A backup of files that a test makes up; complete when it is finished. */
public final class HandMadeBackup implements AutoCloseable {
    public static final long SYSTEM = 7_000_000_000_000_000_001L;

    private static final BackupWal WAL =
            new BackupWal(
                    new EpochId(1, 0),
                    new TimelineId(1),
                    Lsn.parse("0/2000028"),
                    Lsn.parse("0/2000060"),
                    Lsn.parse("0/2000120"));

    private final ClusterRepository repository;
    private final BackupId id = new BackupId("20260102T030405Z-cafe");
    private final BackupWriter writer;

    public HandMadeBackup(ClusterRepository repository) {
        this(repository, BackupLimits.DEFAULT);
    }

    public HandMadeBackup(ClusterRepository repository, BackupLimits limits) {
        this.repository = repository;
        Intent intent =
                new Intent(
                        id,
                        BackupKind.FULL,
                        null,
                        new EpochId(1, 0),
                        "primary",
                        BackupSource.LOCAL,
                        WalArchive.NOW,
                        new UUID(0, 1));
        BackupOpening opening =
                BackupWriter.open(
                        List.of(repository), intent, limits, Runnable::run, () -> WalArchive.NOW);
        this.writer = ((BackupOpening.Opened) opening).writer();
    }

    public BackupId id() {
        return id;
    }

    public void directory(String path, int mode) throws InterruptedException {
        writer.directory(FilePath.of(path), mode, 0);
    }

    public void file(String path, int mode, byte[] content) throws InterruptedException {
        writer.beginFile(FilePath.of(path), mode, 0, content.length);
        writer.write(content, 0, content.length);
        writer.endFile();
    }

    /** What PostgreSQL puts into {@code backup_label} for this backup. */
    public static byte[] label() {
        return BackupLabel.format(
                        new BackupLabel.Fields(
                                WAL.start(),
                                "000000010000000000000002",
                                WAL.checkpoint(),
                                "streamed",
                                false,
                                "2026-01-02 03:04:05 GMT",
                                "test",
                                WAL.timeline(),
                                Optional.empty()))
                .raw();
    }

    /** A {@code pg_control} of PostgreSQL 18, as far as anybody looks. */
    public static byte[] controlFile(long systemIdentifier) {
        ByteBuffer file = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(0, systemIdentifier).putInt(8, 1800).putInt(12, 202506291);
        file.putInt(48, 1).putInt(52, 1).putInt(172, 1).putDouble(208, 1234567.0);
        file.putInt(216, 8192).putInt(220, 131072).putInt(224, 8192).putInt(228, 16 << 20);
        CRC32C crc = new CRC32C();
        crc.update(file.array(), 0, 292);
        return file.putInt(292, (int) crc.getValue()).array();
    }

    /** Puts the manifest. */
    public void finish(List<ExternalFile> externalFiles) throws InterruptedException {
        finish(externalFiles, List.of());
    }

    /** Puts the manifest of a cluster with tablespaces. */
    public void finish(List<ExternalFile> externalFiles, List<Tablespace> tablespaces)
            throws InterruptedException {
        var written = writer.finish();
        BackupManifest manifest =
                new BackupManifest(
                        id,
                        BackupKind.FULL,
                        BackupSource.LOCAL,
                        repository.clusterId(),
                        new ServerFacts(
                                Long.toString(SYSTEM),
                                18,
                                "18.1",
                                202506291,
                                8192,
                                131072,
                                8192,
                                16 << 20,
                                true),
                        WAL,
                        WalArchive.NOW,
                        WalArchive.NOW,
                        "test",
                        tablespaces,
                        Map.of(),
                        externalFiles,
                        Damage.NONE,
                        written.totals());
        writer.manifest(manifest).putTo(repository);
    }

    @Override
    public void close() {
        writer.close();
    }
}
