package io.holdfast.agent.fill;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The backups of one repository as they were listed. */
record Shelf(ClusterRepository repository, Map<BackupId, ListedBackup> listed) {
    /**
     * Lists.
     *
     * @param known manifests seen in other repositories, which are kept in memory once
     */
    static Shelf of(ClusterRepository repository, Map<BackupId, BackupManifest> known) {
        Map<BackupId, ListedBackup> listed = new LinkedHashMap<>();
        for (ListedBackup backup : new BackupCatalog(repository).list()) {
            listed.put(
                    backup.id(),
                    switch (backup) {
                        case ListedBackup.Complete complete -> shared(complete, known);
                        case ListedBackup.Running _,
                                ListedBackup.GivenUp _,
                                ListedBackup.Remains _,
                                ListedBackup.Unreadable _ ->
                                backup;
                    });
        }
        return new Shelf(repository, listed);
    }

    private static ListedBackup shared(
            ListedBackup.Complete complete, Map<BackupId, BackupManifest> known) {
        BackupManifest manifest = complete.manifest();
        BackupManifest other = known.putIfAbsent(manifest.id(), manifest);
        return new ListedBackup.Complete(
                manifest.equals(other) ? other : manifest, complete.condemned(), complete.holds());
    }

    List<ListedBackup> all() {
        return new ArrayList<>(listed.values());
    }

    /** The backup, if others may copy it from here: what is condemned is about to vanish. */
    Optional<BackupManifest> offers(BackupId id) {
        return listed.get(id) instanceof ListedBackup.Complete complete
                        && complete.condemned() == null
                ? Optional.of(complete.manifest())
                : Optional.empty();
    }

    List<BackupId> complete() {
        return listed.values().stream()
                .filter(ListedBackup.Complete.class::isInstance)
                .map(ListedBackup::id)
                .toList();
    }

    /** The backups that are being made here, or were begun since then and died. */
    List<BackupId> begunSince(Instant since) {
        return listed.values().stream()
                .filter(
                        backup ->
                                backup instanceof ListedBackup.Running running
                                        && running.intent().startedAt().isAfter(since))
                .map(ListedBackup::id)
                .toList();
    }

    /** Whether it may be put here: neither given up, which is for ever, nor being deleted. */
    boolean takes(BackupId id) {
        return switch (listed.get(id)) {
            case null -> true;
            case ListedBackup.Running _, ListedBackup.Remains _ -> !isCondemned(id);
            case ListedBackup.Complete _, ListedBackup.GivenUp _, ListedBackup.Unreadable _ ->
                    false;
        };
    }

    private boolean isCondemned(BackupId id) {
        return repository.store().size(new BackupNames(id).condemned()).isPresent();
    }
}
