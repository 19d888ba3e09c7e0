package io.holdfast.agent.restore.files;

import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.backup.PgBackupManifest;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.backup.FilePath;
import io.holdfast.repository.container.Digests;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Writes PostgreSQL's own {@code backup_manifest} for what was restored, from one more pass over
 * the entries, so that {@code pg_verifybackup -n} can judge our work.
 */
final class ManifestFile {
    private final FilesPlan plan;
    private final Map<String, byte[]> replaced;

    /**
     * @param replaced files whose content is not the backup's, by path
     */
    ManifestFile(FilesPlan plan, Map<String, byte[]> replaced) {
        this.plan = plan;
        this.replaced = Map.copyOf(replaced);
    }

    void write(Path file) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            Files.setPosixFilePermissions(file, Durable.permissions(Durable.OWNER_ONLY_FILE));
            write(out);
            out.flush();
            channel.force(true);
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    private void write(OutputStream out) {
        BackupManifest backup = plan.manifest();
        PgBackupManifest manifest =
                new PgBackupManifest(
                        out,
                        backup.server().major(),
                        SystemIdentifier.parse(backup.server().systemIdentifier()));
        for (FileEntry entry : plan.backup().entries()) {
            if (entry instanceof RegularFile regular && belongs(regular.path())) {
                manifest.addFile(
                        regular.path().bytes(),
                        regular.sizeBytes(),
                        Instant.EPOCH.plus(regular.modifiedMicros(), ChronoUnit.MICROS),
                        HexFormat.of().formatHex(regular.sha256()));
            }
        }
        for (Map.Entry<String, byte[]> file : replaced.entrySet()) {
            manifest.addFile(
                    FilePath.of(file.getKey()).bytes(),
                    file.getValue().length,
                    backup.stoppedAt(),
                    HexFormat.of().formatHex(Digests.sha256().digest(file.getValue())));
        }
        BackupWal wal = backup.wal();
        manifest.finish(
                List.of(new PgBackupManifest.WalRange(wal.timeline(), wal.start(), wal.stop())));
    }

    private boolean belongs(FilePath path) {
        return !plan.placement().isLeftOut(path)
                && !Placement.isExternal(path)
                && plan.placement().place(path).isPresent()
                && path.text().filter(replaced::containsKey).isEmpty();
    }
}
