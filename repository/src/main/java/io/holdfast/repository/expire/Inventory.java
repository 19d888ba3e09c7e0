package io.holdfast.repository.expire;

import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a repository holds of a cluster, as far as expiry has to know it.
 *
 * @param branches the newest, and those to all other open tips
 * @param sharedPacks names of packs in folders without a manifest that listed backups refer to
 */
record Inventory(
        NavigableMap<EpochId, EpochRecord> epochs,
        List<Branch> branches,
        List<Folder> folders,
        Set<String> sharedPacks) {

    Stream<ListedBackup.Complete> complete() {
        return folders.stream()
                .map(Folder::listed)
                .filter(ListedBackup.Complete.class::isInstance)
                .map(ListedBackup.Complete.class::cast);
    }

    Stream<ListedBackup.Running> open() {
        return folders.stream()
                .filter(Folder::isOpen)
                .map(folder -> (ListedBackup.Running) folder.listed());
    }

    /** The backups that running ones build upon. */
    Set<BackupId> parentsInUse() {
        return open().map(running -> running.intent().parent())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
