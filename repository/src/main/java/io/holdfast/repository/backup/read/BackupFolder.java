package io.holdfast.repository.backup.read;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.Abandoned;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.Condemned;
import io.holdfast.repository.backup.Hold;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.ManifestRoot;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.OpenedContainer;
import io.holdfast.repository.json.Json;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The few objects of a backup's folder that say what it is. */
final class BackupFolder {
    private final ClusterRepository repository;
    private final BackupId id;
    private final BackupNames names;

    BackupFolder(ClusterRepository repository, BackupId id) {
        this.repository = repository;
        this.id = id;
        this.names = new BackupNames(id);
    }

    Optional<ListedBackup> read() {
        Optional<OpenedContainer> manifest =
                repository.get(
                        names.manifest(),
                        EnumSet.of(ContainerKind.MANIFEST, ContainerKind.ABANDONED));
        if (manifest.isEmpty()) {
            return unlisted();
        }
        OpenedContainer opened = manifest.get();
        if (opened.header().kind() == ContainerKind.ABANDONED) {
            return Optional.of(
                    new ListedBackup.GivenUp(
                            Json.read(names.manifest(), opened.plain(), Abandoned.class)));
        }
        return Optional.of(
                new ListedBackup.Complete(
                        ManifestRoot.read(names.manifest(), opened.plain()).manifest(),
                        condemned().orElse(null),
                        holds()));
    }

    private Optional<ListedBackup> unlisted() {
        Optional<ListedBackup> running =
                repository
                        .getRecord(ContainerKind.INTENT, names.intent(), Intent.class)
                        .map(ListedBackup.Running::new);
        if (running.isPresent()) {
            return running;
        }
        boolean anything = !repository.store().list(names.folder(), "").objects().isEmpty();
        return anything
                ? Optional.of(new ListedBackup.Remains(id, condemned().orElse(null)))
                : Optional.empty();
    }

    private Optional<Condemned> condemned() {
        return repository.getRecord(ContainerKind.CONDEMNED, names.condemned(), Condemned.class);
    }

    private List<Hold> holds() {
        List<Hold> holds = new ArrayList<>();
        for (ObjectInfo object : new Listing(repository.store(), names.holds(), "")) {
            repository
                    .getRecord(ContainerKind.HOLD, object.name(), Hold.class)
                    .ifPresent(holds::add);
        }
        return holds;
    }
}
