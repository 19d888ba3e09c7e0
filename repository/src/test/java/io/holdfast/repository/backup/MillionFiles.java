package io.holdfast.repository.backup;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.OpenedBackup;
import io.holdfast.repository.backup.write.BackupLimits;
import io.holdfast.repository.backup.write.BackupOpening;
import io.holdfast.repository.backup.write.BackupWriter;
import io.holdfast.repository.backup.write.WrittenBackup;
import io.holdfast.repository.store.directory.DirectoryObjectStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Writes a backup of many files and reads its entries; a program of its own, with its own heap. */
public final class MillionFiles {
    private MillionFiles() {}

    public static void main(String[] arguments) throws InterruptedException {
        int files = Integer.parseInt(arguments[1]);
        ClusterRepository repository =
                new TestCluster().in("near", DirectoryObjectStore.open(Path.of(arguments[0])));
        write(repository, files);
        OpenedBackup backup = new BackupCatalog(repository).open(TestBackup.ID);
        long entries = 0;
        long bytes = 0;
        for (FileEntry entry : backup.entries()) {
            entries++;
            bytes += ((FileEntry.RegularFile) entry).sizeBytes();
        }
        System.out.println(entries + " entries, " + bytes + " bytes, " + backup.packs().size());
    }

    private static void write(ClusterRepository repository, int files) throws InterruptedException {
        try (ExecutorService cpu = TestBackup.cpu();
                BackupWriter writer =
                        ((BackupOpening.Opened)
                                        BackupWriter.open(
                                                List.of(repository),
                                                TestBackup.intent(TestBackup.ID, "db1"),
                                                BackupLimits.DEFAULT,
                                                cpu,
                                                InstantSource.fixed(TestCluster.NOW)))
                                .writer()) {
            byte[] content = new byte[40];
            for (int i = 0; i < files; i++) {
                content[0] = (byte) i;
                TestBackup.add(writer, "base/16384/" + (100_000 + i), content);
            }
            // and one whose content fills every buffer there is
            byte[] noise = RandomFiles.noise(new java.util.SplittableRandom(1), 1 << 20);
            writer.beginFile(FilePath.of("base/16384/large"), 0600, 0, 64L << 20);
            for (int i = 0; i < 64; i++) {
                writer.write(noise, 0, noise.length);
            }
            writer.endFile();
            WrittenBackup written = writer.finish();
            writer.manifest(TestBackup.manifest(TestBackup.ID, repository, written.totals()))
                    .putTo(repository);
        }
    }
}
