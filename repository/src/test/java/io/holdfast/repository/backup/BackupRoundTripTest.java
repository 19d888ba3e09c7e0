package io.holdfast.repository.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.OpenedBackup;
import io.holdfast.repository.backup.write.BackupWriter;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackupRoundTripTest {
    private final TestCluster cluster = new TestCluster();
    private final ClusterRepository near = cluster.in("near", new MemoryObjectStore());
    private final ClusterRepository far = cluster.in("far", new MemoryObjectStore());

    @Test
    void anyFilesInAnyChunksComeBackAsTheyWere() {
        Seeded.check(
                8,
                random -> {
                    ClusterRepository one = cluster.in("one", new MemoryObjectStore());
                    ClusterRepository two = cluster.in("two", new MemoryObjectStore());
                    Map<String, byte[]> files = RandomFiles.some(random, random.nextInt(30));

                    writeInChunks(random, List.of(one, two), files);

                    assertEquals(TestBackup.hex(files), TestBackup.read(one));
                    assertEquals(TestBackup.hex(files), TestBackup.read(two));
                });
    }

    private static void writeInChunks(
            RandomGenerator random, List<ClusterRepository> to, Map<String, byte[]> files)
            throws InterruptedException {
        try (ExecutorService cpu = TestBackup.cpu();
                BackupWriter writer = TestBackup.open(to, cpu)) {
            for (var file : files.entrySet()) {
                byte[] content = file.getValue();
                writer.beginFile(
                        FilePath.of(file.getKey()), 0640, 5, random.nextInt(content.length + 1));
                for (int at = 0; at < content.length; ) {
                    int count = Math.min(1 + random.nextInt(1_500_000), content.length - at);
                    writer.write(content, at, count);
                    at += count;
                }
                writer.endFile();
            }
            TestBackup.complete(writer);
        }
    }

    @Test
    void directoriesAndNamesThatAreNotTextComeBack() throws Exception {
        FilePath odd = FilePath.of(new byte[] {'p', 'g', '/', (byte) 0xFF, (byte) 0xC3});
        try (ExecutorService cpu = TestBackup.cpu();
                BackupWriter writer = TestBackup.open(List.of(near), cpu)) {
            writer.directory(FilePath.of("pg"), 0700, -7);
            writer.beginFile(odd, 0640, 1_767_000_000_123_456L, 0);
            writer.endFile();
            TestBackup.complete(writer);
        }

        List<FileEntry> entries = entries(near);

        assertEquals(new FileEntry.Directory(FilePath.of("pg"), 0700, -7), entries.getFirst());
        RegularFile file = (RegularFile) entries.getLast();
        assertEquals(odd, file.path());
        assertEquals(0640, file.mode());
        assertEquals(1_767_000_000_123_456L, file.modifiedMicros());
        assertEquals(0, file.sizeBytes());
    }

    @Test
    void zerosTakeNoSpaceAndNoExtent() throws Exception {
        byte[] sparse = new byte[5 << 20];
        sparse[sparse.length - 1] = 1;

        TestBackup.write(List.of(near), Map.of("base/1/1", sparse));

        RegularFile file = (RegularFile) entries(near).getFirst();
        assertEquals(1, file.extents().size());
        assertEquals(4 << 20, file.extents().getFirst().offset());
        assertEquals(TestBackup.hex(Map.of("base/1/1", sparse)), TestBackup.read(near));
    }

    @Test
    void smallFilesShareAFrame() throws Exception {
        TestBackup.write(
                List.of(near),
                Map.of("a", new byte[] {1}, "b", new byte[] {2}, "c", new byte[] {3}));

        List<Integer> frames = new ArrayList<>();
        for (FileEntry entry : entries(near)) {
            frames.add(((RegularFile) entry).extents().getFirst().frame().number());
        }
        assertEquals(List.of(1, 1, 1), frames);
    }

    @Test
    void theTotalsSayWhatIsThere() throws Exception {
        Map<String, byte[]> files = RandomFiles.some(new java.util.Random(4), 40);

        TestBackup.write(List.of(near, far), files);

        OpenedBackup backup = new BackupCatalog(far).open(TestBackup.ID);
        Totals totals = backup.manifest().totals();
        assertEquals(40, totals.files());
        assertEquals(
                files.values().stream().mapToLong(content -> content.length).sum(),
                totals.plainBytes());
        assertEquals(backup.packs().size(), totals.packs());
        long stored = 0;
        for (int pack = 1; pack <= totals.packs(); pack++) {
            stored += far.store().size(backup.packs().get(pack).name()).orElseThrow();
        }
        assertEquals(stored, totals.storedBytes());
    }

    private static List<FileEntry> entries(ClusterRepository repository) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        new BackupCatalog(repository).open(TestBackup.ID).entries().forEach(entries::add);
        return entries;
    }
}
