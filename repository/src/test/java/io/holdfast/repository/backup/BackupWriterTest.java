package io.holdfast.repository.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.write.Abandonment;
import io.holdfast.repository.backup.write.BackupLimits;
import io.holdfast.repository.backup.write.BackupOpening;
import io.holdfast.repository.backup.write.BackupWriter;
import io.holdfast.repository.backup.write.Completion;
import io.holdfast.repository.backup.write.WrittenBackup;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackupWriterTest {
    private static final InstantSource CLOCK = InstantSource.fixed(TestCluster.NOW);

    private final TestCluster cluster = new TestCluster();
    private final ClusterRepository near = cluster.in("near", new MemoryObjectStore());
    private final ClusterRepository far = cluster.in("far", new MemoryObjectStore());
    private final ExecutorService cpu = TestBackup.cpu();

    @AfterEach
    void closePool() {
        cpu.close();
    }

    @Test
    void aSecondRunOfTheSameIdLearnsWhoseItIs() {
        try (BackupWriter first = TestBackup.open(List.of(near), cpu)) {
            BackupOpening second = open(List.of(near, far), "db2", TestBackup.SMALL);

            var taken = assertInstanceOf(BackupOpening.Taken.class, second);
            assertEquals("db1", taken.theirs().instance());
            assertEquals(List.of(near), first.remaining());
        }
    }

    @Test
    void whoLosesTheIdInOneRepositoryGivesItUpInTheOthers() {
        List<ClusterRepository> ordered = RepositorySet.ordered(List.of(near, far));
        try (BackupWriter theirs = TestBackup.open(List.of(ordered.getLast()), cpu)) {
            BackupOpening mine = open(ordered, "db2", TestBackup.SMALL);

            assertInstanceOf(BackupOpening.Taken.class, mine);
            assertInstanceOf(ListedBackup.GivenUp.class, find(ordered.getFirst()).orElseThrow());
            assertInstanceOf(ListedBackup.Running.class, find(ordered.getLast()).orElseThrow());
            assertEquals(1, theirs.remaining().size());
        }
    }

    @Test
    @DisplayName("T63: repositories of one cluster with different data keys are refused")
    void differentKeysAreRefused() {
        ClusterRepository stranger = new TestCluster().in("stranger", new MemoryObjectStore());

        HoldfastException e =
                assertThrows(
                        HoldfastException.class,
                        () -> open(List.of(near, stranger), "db1", TestBackup.SMALL));

        assertEquals("backup-keys-differ", e.code());
        assertTrue(find(near).isEmpty());
    }

    @Test
    void aRepositoryThatFailsLeavesAndTheOthersComplete() throws Exception {
        Map<String, byte[]> files = RandomFiles.some(new SplittableRandom(6), 30);
        ClusterRepository failing = over(far, new DyingStore(far.store(), 5, false));
        try (BackupWriter writer = TestBackup.open(List.of(failing, near), cpu)) {
            for (var file : files.entrySet()) {
                TestBackup.add(writer, file.getKey(), file.getValue());
            }
            TestBackup.complete(writer);

            assertEquals(List.of(near), writer.remaining());
            assertEquals("store-dead", writer.left().getFirst().reason().code());
        }

        assertEquals(TestBackup.hex(files), TestBackup.read(near));
        assertInstanceOf(ListedBackup.Running.class, find(far).orElseThrow());
    }

    @Test
    void aRepositoryThatHangsIsOutrunAndLeaves() throws Exception {
        HangingStore hanging = new HangingStore(far.store(), 3);
        BackupLimits impatient = new BackupLimits(50_000, 1, 2_000, Duration.ofMillis(50));
        byte[] content = RandomFiles.noise(new SplittableRandom(1), 3_000_000);
        try (BackupWriter writer =
                ((BackupOpening.Opened) open(List.of(over(far, hanging), near), "db1", impatient))
                        .writer()) {
            TestBackup.add(writer, "base/1/1", content);
            TestBackup.complete(writer);

            assertEquals("backup-outran-repository", writer.left().getFirst().reason().code());
        }

        assertEquals(TestBackup.hex(Map.of("base/1/1", content)), TestBackup.read(near));
    }

    @Test
    void withoutAnyRepositoryTheBackupFails() {
        ClusterRepository dead = over(near, new DyingStore(near.store(), 0, false));

        HoldfastException e =
                assertThrows(
                        HoldfastException.class,
                        () -> open(List.of(dead), "db1", TestBackup.SMALL));

        assertEquals("backup-without-repository", e.code());
    }

    @Test
    void aBackupThatWasGivenUpWhileItRanIsNotListed() throws Exception {
        try (BackupWriter writer = TestBackup.open(List.of(near, far), cpu)) {
            TestBackup.add(writer, "PG_VERSION", new byte[] {'1', '8', '\n'});
            assertTrue(Abandonment.abandon(near, TestBackup.ID, "dead", TestCluster.NOW));
            WrittenBackup written = writer.finish();
            var manifest =
                    writer.manifest(TestBackup.manifest(TestBackup.ID, near, written.totals()));

            var atNear = assertInstanceOf(Completion.GivenUp.class, manifest.putTo(near));
            assertEquals("dead", atNear.marker().reason());
            assertInstanceOf(Completion.Complete.class, manifest.putTo(far));
            assertInstanceOf(Completion.Complete.class, manifest.putTo(far));
        }
        assertInstanceOf(ListedBackup.GivenUp.class, find(near).orElseThrow());
        assertInstanceOf(ListedBackup.Complete.class, find(far).orElseThrow());
    }

    @Test
    void aCompleteBackupCannotBeGivenUp() throws Exception {
        TestBackup.write(List.of(near), Map.of("PG_VERSION", new byte[] {'1'}));

        boolean abandoned = Abandonment.abandon(near, TestBackup.ID, "late", TestCluster.NOW);

        assertEquals(false, abandoned);
        assertInstanceOf(ListedBackup.Complete.class, find(near).orElseThrow());
    }

    private BackupOpening open(
            List<ClusterRepository> repositories, String instance, BackupLimits limits) {
        return BackupWriter.open(
                repositories, TestBackup.intent(TestBackup.ID, instance), limits, cpu, CLOCK);
    }

    private static Optional<ListedBackup> find(ClusterRepository repository) {
        return new BackupCatalog(repository).find(TestBackup.ID);
    }

    private static ClusterRepository over(ClusterRepository repository, ObjectStore store) {
        return new ClusterRepository(
                repository.name(),
                repository.repositoryId(),
                repository.clusterId(),
                store,
                repository.keys(),
                repository.random());
    }
}
