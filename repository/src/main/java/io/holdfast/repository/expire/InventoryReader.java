package io.holdfast.repository.expire;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.read.PackTable;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.wal.EpochWal;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;

/** Finds out what a repository holds. The catalog key is enough. */
final class InventoryReader {
    private final ClusterRepository repository;

    InventoryReader(ClusterRepository repository) {
        this.repository = repository;
    }

    /**
     * Backups; WAL is listed after this returns: a backup that is completed in between is seen as
     * running, and what it needs stays.
     */
    Inventory read() {
        NavigableMap<EpochId, EpochRecord> epochs = new Epochs(repository).all();
        List<ListedBackup> listed = new BackupCatalog(repository).list();
        Set<String> shared = sharedPacks(listed);
        List<Folder> folders = listed.stream().map(backup -> folder(backup, shared)).toList();
        return new Inventory(epochs, branches(epochs), folders, shared);
    }

    private List<Branch> branches(NavigableMap<EpochId, EpochRecord> epochs) {
        Set<Branch> branches = new LinkedHashSet<>();
        Branch.newest(epochs, EpochWal.frontiersIn(repository)).ifPresent(branches::add);
        branches.addAll(Branch.open(epochs));
        return List.copyOf(branches);
    }

    /** Reads pack lists only where something may have to be spared. */
    private Set<String> sharedPacks(List<ListedBackup> listed) {
        Set<BackupId> folders = new HashSet<>();
        for (ListedBackup backup : listed) {
            boolean mayBeSwept =
                    switch (backup) {
                        case ListedBackup.Complete _, ListedBackup.Unreadable _ -> false;
                        case ListedBackup.GivenUp _, ListedBackup.Remains _ -> true;
                        case ListedBackup.Running running -> isCondemned(running.id());
                    };
            if (mayBeSwept) {
                folders.add(backup.id());
            }
        }
        Set<String> names = new HashSet<>();
        for (ListedBackup backup : listed) {
            if (!folders.isEmpty() && backup instanceof ListedBackup.Complete) {
                PackTable packs = new BackupCatalog(repository).open(backup.id()).packs();
                for (int index = 1; index <= packs.size(); index++) {
                    PackInfo pack = packs.get(index);
                    if (folders.contains(pack.backup())) {
                        names.add(pack.name());
                    }
                }
            }
        }
        return names;
    }

    private boolean isCondemned(BackupId id) {
        return repository.store().size(new BackupNames(id).condemned()).isPresent();
    }

    private Folder folder(ListedBackup listed, Set<String> shared) {
        BackupNames names = new BackupNames(listed.id());
        boolean hasManifest = listed instanceof ListedBackup.Complete;
        long leftovers =
                hasManifest ? 0 : bytes(names.packs(), shared) + bytes(names.parts(), shared);
        boolean isShared = shared.stream().anyMatch(name -> name.startsWith(names.packs()));
        return new Folder(listed, isCondemned(listed.id()), leftovers, isShared);
    }

    private long bytes(String prefix, Set<String> shared) {
        long bytes = 0;
        for (ObjectInfo object : new Listing(repository.store(), prefix, "")) {
            bytes += shared.contains(object.name()) ? 0 : object.sizeBytes();
        }
        return bytes;
    }
}
