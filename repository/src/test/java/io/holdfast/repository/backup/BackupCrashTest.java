package io.holdfast.repository.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.copy.CopyOutcome;
import io.holdfast.repository.backup.copy.CopyPace;
import io.holdfast.repository.backup.copy.RawCopy;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("E7, T60: a crash after any durable step leaves nothing listed that cannot be read")
class BackupCrashTest {
    private final TestCluster cluster = new TestCluster();
    private final Map<String, byte[]> files = RandomFiles.some(new SplittableRandom(5), 12);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileABackupIsWritten(boolean storesTheLast) throws Exception {
        boolean complete = false;
        for (int puts = 0; !complete; puts++) {
            MemoryObjectStore memory = new MemoryObjectStore();
            ClusterRepository through = dying(memory, puts, storesTheLast);

            complete = writes(through);

            assertListedCanBeRead(cluster.in("near", memory), complete, storesTheLast);
        }
    }

    private boolean writes(ClusterRepository repository) throws InterruptedException {
        try {
            TestBackup.write(List.of(repository), files);
            return true;
        } catch (HoldfastException e) {
            assertTrue(List.of("backup-without-repository", "store-dead").contains(e.code()));
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("T79: while a backup is copied, which is then resumed")
    void whileABackupIsCopied(boolean storesTheLast) throws Exception {
        ClusterRepository source = cluster.in("source", new MemoryObjectStore());
        TestBackup.write(List.of(source), files);
        boolean complete = false;
        for (int puts = 0; !complete; puts++) {
            MemoryObjectStore memory = new MemoryObjectStore();

            complete = copies(source, dying(memory, puts, storesTheLast));

            ClusterRepository target = cluster.in("near", memory);
            assertListedCanBeRead(target, complete, storesTheLast);
            assertTrue(copies(source, target));
            assertEquals(TestBackup.hex(files), TestBackup.read(target));
        }
    }

    private static boolean copies(ClusterRepository from, ClusterRepository to)
            throws InterruptedException {
        try {
            CopyOutcome outcome =
                    new RawCopy(from, to, TestBackup.ID, () -> TestCluster.NOW)
                            .content(1, CopyPace.UNBOUNDED);
            if (outcome instanceof CopyOutcome.Ready ready) {
                assertFalse(
                        new BackupCatalog(to).find(TestBackup.ID).orElseThrow()
                                instanceof ListedBackup.Complete);
                outcome = ready.copy().publish();
            }
            return outcome instanceof CopyOutcome.AlreadyComplete;
        } catch (HoldfastException e) {
            assertEquals("store-dead", e.code());
            return false;
        }
    }

    private ClusterRepository dying(MemoryObjectStore memory, int puts, boolean storesTheLast) {
        ClusterRepository whole = cluster.in("near", memory);
        return new ClusterRepository(
                whole.name(),
                whole.repositoryId(),
                whole.clusterId(),
                new DyingStore(whole.store(), puts, storesTheLast),
                whole.keys(),
                whole.random());
    }

    private void assertListedCanBeRead(
            ClusterRepository repository, boolean complete, boolean storesTheLast)
            throws Exception {
        List<ListedBackup> listed = new BackupCatalog(repository).list();
        boolean isListed = listed.stream().anyMatch(b -> b instanceof ListedBackup.Complete);
        if (isListed) {
            assertEquals(TestBackup.hex(files), TestBackup.read(repository));
        }
        assertTrue(isListed == complete || storesTheLast);
    }
}
