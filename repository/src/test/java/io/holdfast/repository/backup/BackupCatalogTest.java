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
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.key.ClusterKey;
import io.holdfast.repository.key.KeyRing;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackupCatalogTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final ClusterRepository repository = new TestCluster().in("near", store);
    private final BackupCatalog catalog = new BackupCatalog(repository);

    @Test
    void everyFolderIsWhatItsObjectsSay() throws Exception {
        TestBackup.write(List.of(repository), Map.of("PG_VERSION", CONTENT));
        BackupId running = new BackupId("20260103T000000Z-aaaa");
        begin(running);
        BackupId dead = new BackupId("20260104T000000Z-bbbb");
        begin(dead);
        assertTrue(Abandonment.abandon(repository, dead, "dead", TestCluster.NOW));
        BackupId rest = new BackupId("20250101T000000Z-cccc");
        repository.put(ContainerKind.PACK, new BackupNames(rest).pack(1), CONTENT);
        repository.store().putIfAbsent("backups/notes/readme", CONTENT, CONTENT.length);

        List<ListedBackup> listed = catalog.list();

        assertEquals(
                List.of(dead, running, TestBackup.ID, rest),
                listed.stream().map(ListedBackup::id).toList());
        assertInstanceOf(ListedBackup.GivenUp.class, listed.get(0));
        assertInstanceOf(ListedBackup.Running.class, listed.get(1));
        assertInstanceOf(ListedBackup.Complete.class, listed.get(2));
        assertInstanceOf(ListedBackup.Remains.class, listed.get(3));
    }

    @Test
    void theCatalogKeyAloneListsAndSeesPacks() throws Exception {
        TestBackup.write(List.of(repository), Map.of("PG_VERSION", CONTENT));
        ClusterKey full = repository.keys().current();
        ClusterRepository limited =
                new ClusterRepository(
                        repository.name(),
                        repository.repositoryId(),
                        repository.clusterId(),
                        repository.store(),
                        KeyRing.of(
                                repository.clusterId().value(),
                                new ClusterKey(full.id(), full.catalog(), null)),
                        repository.random());

        var backup = new BackupCatalog(limited).open(TestBackup.ID);

        assertEquals(1, backup.packs().size());
        HoldfastException e =
                assertThrows(HoldfastException.class, () -> backup.entries().iterator().hasNext());
        assertEquals("content-key-missing", e.code());
    }

    @Test
    void aCondemnedBackupSaysSoAndSoDoHolds() throws Exception {
        TestBackup.write(List.of(repository), Map.of("PG_VERSION", CONTENT));
        BackupNames names = new BackupNames(TestBackup.ID);
        Condemned condemned = new Condemned(TestBackup.ID, TestCluster.NOW, "too old");
        Hold hold = new Hold("audit", null, TestCluster.NOW);
        repository.putRecord(ContainerKind.CONDEMNED, names.condemned(), condemned);
        repository.putRecord(ContainerKind.HOLD, names.hold(1), hold);

        var listed = (ListedBackup.Complete) catalog.find(TestBackup.ID).orElseThrow();

        assertEquals(condemned, listed.condemned());
        assertEquals(List.of(hold), listed.holds());
    }

    @Test
    void aDamagedManifestHidesNoOtherBackup() throws Exception {
        TestBackup.write(List.of(repository), Map.of("PG_VERSION", CONTENT));
        BackupId other = new BackupId("20260103T000000Z-aaaa");
        begin(other);
        String name = TestCluster.folder() + new BackupNames(TestBackup.ID).manifest();
        byte[] bytes = store.get(name).orElseThrow();
        bytes[bytes.length - 1] ^= 1;
        store.overwrite(name, bytes);

        List<ListedBackup> listed = catalog.list();

        assertInstanceOf(ListedBackup.Running.class, listed.getFirst());
        assertInstanceOf(ListedBackup.Unreadable.class, listed.getLast());
    }

    @Test
    void whatIsNotCompleteCannotBeOpened() {
        begin(TestBackup.ID);

        HoldfastException e =
                assertThrows(HoldfastException.class, () -> catalog.open(TestBackup.ID));

        assertEquals("backup-not-complete", e.code());
    }

    private void begin(BackupId id) {
        repository.putRecord(
                ContainerKind.INTENT, new BackupNames(id).intent(), TestBackup.intent(id, "db1"));
    }
}
