package io.holdfast.repository.expire;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import java.util.List;
import java.util.Set;

/**
 * Deletes what lies in folders without a manifest, but for the packs that a listed backup refers
 * to: such a folder is swept again until nobody needs them (T57).
 */
final class Sweep {
    private final ClusterRepository repository;
    private final Inventory inventory;
    private final Deletions deletions;

    /**
     * @param inventory read after the last manifest was deleted
     */
    Sweep(ClusterRepository repository, Inventory inventory, Deletions deletions) {
        this.repository = repository;
        this.inventory = inventory;
        this.deletions = deletions;
    }

    void run(List<Verdict> folders) throws InterruptedException {
        Set<BackupId> parents = inventory.parentsInUse();
        for (Verdict folder : folders) {
            if (!parents.contains(folder.id())) {
                sweep(folder, inventory.sharedPacks());
            }
        }
    }

    private void sweep(Verdict folder, Set<String> needed) throws InterruptedException {
        BackupNames names = new BackupNames(folder.id());
        boolean hasNoPacks = deleteAll(names.packs(), needed);
        boolean isEmpty = deleteAll(names.parts(), needed) && hasNoPacks;
        deletions.flush();
        // the marker of a backup that was given up stays: it stands for good where a late manifest
        // would
        if (isEmpty && !(folder.listed() instanceof ListedBackup.GivenUp)) {
            isEmpty = deleteAll(names.holds(), Set.of());
            deletions.flush();
            if (isEmpty) {
                repository.store().delete(names.intent());
                // last, for it says what a folder without a manifest is
                repository.store().delete(names.condemned());
            }
        }
    }

    /** Returns whether nothing is left. */
    private boolean deleteAll(String prefix, Set<String> needed) throws InterruptedException {
        boolean isEmpty = true;
        for (ObjectInfo object : new Listing(repository.store(), prefix, "")) {
            boolean goes =
                    !needed.contains(object.name())
                            && deletions.add(object.name(), object.sizeBytes());
            isEmpty &= goes;
        }
        return isEmpty;
    }
}
