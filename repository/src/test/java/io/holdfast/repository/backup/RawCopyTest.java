package io.holdfast.repository.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.copy.CopyOutcome;
import io.holdfast.repository.backup.copy.CopyPace;
import io.holdfast.repository.backup.copy.RawCopy;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.write.Abandonment;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("T79: a copied backup is listed after everything in it is proven by hash")
class RawCopyTest {
    private static final BackupNames NAMES = new BackupNames(TestBackup.ID);

    private final TestCluster cluster = new TestCluster();
    private final MemoryObjectStore sourceStore = new MemoryObjectStore();
    private final MemoryObjectStore targetStore = new MemoryObjectStore();
    private final ClusterRepository source = cluster.in("source", sourceStore);
    private final ClusterRepository target = cluster.in("target", targetStore);
    private final Map<String, byte[]> files = RandomFiles.some(new SplittableRandom(2), 15);

    @BeforeEach
    void writeBackup() throws InterruptedException {
        TestBackup.write(List.of(source), files);
    }

    @Test
    void theCopyIsTheSame() throws Exception {
        var ready = assertInstanceOf(CopyOutcome.Ready.class, copy());
        assertInstanceOf(ListedBackup.Running.class, find());

        assertInstanceOf(CopyOutcome.AlreadyComplete.class, ready.copy().publish());

        assertEquals(TestBackup.hex(files), TestBackup.read(target));
        assertInstanceOf(CopyOutcome.AlreadyComplete.class, copy());
    }

    @Test
    void whatIsThereAlreadyIsNotCopiedAgain() throws Exception {
        long first = ((CopyOutcome.Ready) copy()).copy().objects();

        long second = ((CopyOutcome.Ready) copy()).copy().objects();

        assertTrue(first > 3);
        assertEquals(0, second);
    }

    @Test
    void aDamagedSourceIsNotCopied() throws Exception {
        byte[] pack = source.store().get(NAMES.pack(1)).orElseThrow();
        pack[pack.length - 1] ^= 1;
        sourceStore.overwrite(TestCluster.folder() + NAMES.pack(1), pack);

        HoldfastException e = assertThrows(HoldfastException.class, this::copy);

        assertEquals("copy-object-wrong", e.code());
        assertTrue(e.toString().contains(NAMES.pack(1)));
        assertInstanceOf(ListedBackup.Running.class, find());
    }

    @Test
    void otherBytesUnderOneOfTheNamesAreNotAccepted() throws Exception {
        byte[] pack = source.store().get(NAMES.pack(1)).orElseThrow();
        pack[pack.length - 1] ^= 1;
        targetStore.overwrite(TestCluster.folder() + NAMES.pack(1), pack);

        HoldfastException e = assertThrows(HoldfastException.class, this::copy);

        assertEquals("copy-object-wrong", e.code());
        assertTrue(e.toString().contains("repository target"));
    }

    @Test
    void aBackupGivenUpThereStaysGivenUp() throws Exception {
        var ready = assertInstanceOf(CopyOutcome.Ready.class, copy());
        assertTrue(Abandonment.abandon(target, TestBackup.ID, "dead", TestCluster.NOW));

        assertInstanceOf(CopyOutcome.GivenUp.class, ready.copy().publish());
        assertInstanceOf(CopyOutcome.GivenUp.class, copy());
    }

    @Test
    void anotherRunOfTheSameIdIsLeftAlone() throws Exception {
        target.putRecord(
                ContainerKind.INTENT, NAMES.intent(), TestBackup.intent(TestBackup.ID, "db2"));

        var taken = assertInstanceOf(CopyOutcome.Taken.class, copy());

        assertEquals("db2", taken.theirs().instance());
    }

    @Test
    @DisplayName("T63: a repository with another data key is refused")
    void anotherKeyIsRefused() {
        ClusterRepository stranger = new TestCluster().in("stranger", new MemoryObjectStore());

        HoldfastException e =
                assertThrows(
                        HoldfastException.class,
                        () -> new RawCopy(source, stranger, TestBackup.ID, () -> TestCluster.NOW));

        assertEquals("backup-keys-differ", e.code());
    }

    private CopyOutcome copy() throws InterruptedException {
        return new RawCopy(source, target, TestBackup.ID, () -> TestCluster.NOW)
                .content(3, CopyPace.UNBOUNDED);
    }

    private ListedBackup find() {
        return new BackupCatalog(target).find(TestBackup.ID).orElseThrow();
    }
}
