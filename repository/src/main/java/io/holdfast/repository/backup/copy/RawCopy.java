package io.holdfast.repository.backup.copy;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.ManifestParts.FilePart;
import io.holdfast.repository.backup.ManifestParts.PackList;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.backup.RepositorySet;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.read.OpenedBackup;
import io.holdfast.repository.backup.read.PackTable;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.OpenedContainer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Copies one backup between two repositories of a cluster. May be interrupted and run again: what
 * is there already is proven by its hash and not copied again. Needs the catalog key only.
 */
public final class RawCopy {
    private final ClusterRepository from;
    private final ClusterRepository to;
    private final BackupId id;
    private final BackupNames names;

    public RawCopy(ClusterRepository from, ClusterRepository to, BackupId id) {
        RepositorySet.requireOneKey(List.of(from, to));
        this.from = from;
        this.to = to;
        this.id = id;
        this.names = new BackupNames(id);
    }

    /**
     * Copies packs and parts, up to {@code parallel} objects of at most 16 MiB at a time. Nothing
     * is listed yet.
     *
     * @throws InterruptedException if the thread was interrupted; call it again to go on
     */
    public CopyOutcome content(int parallel) throws InterruptedException {
        OpenedBackup backup = new BackupCatalog(from).open(id);
        Optional<CopyOutcome> obstacle = obstacle();
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        try (ObjectCopies copies = new ObjectCopies(from, to, parallel)) {
            PackTable packs = backup.packs();
            for (int index = 1; index <= packs.size(); index++) {
                PackInfo pack = packs.get(index);
                copies.copy(pack.name(), pack.sha256(), pack.storedBytes());
            }
            for (PackList list : backup.parts().packLists()) {
                copies.copy(names.part(list.number()), list.sha256(), list.storedBytes());
            }
            for (FilePart part : backup.parts().fileParts()) {
                copies.copy(names.part(part.number()), part.sha256(), part.storedBytes());
            }
            copies.await();
            return new CopyOutcome.Ready(
                    new ReadyCopy(to, backup.manifest(), root(), copies.objects(), copies.bytes()));
        }
    }

    private OpenedContainer root() {
        return from.get(names.manifest(), EnumSet.of(ContainerKind.MANIFEST))
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.NOT_FOUND,
                                        "backup-not-complete",
                                        names.manifest()
                                                + " was removed from repository "
                                                + from.name()
                                                + " while it was copied",
                                        "Expiry has removed this backup; copy a newer one."));
    }

    /** What stands in the way; the intent is put here, so that expiry sees the copy coming. */
    private Optional<CopyOutcome> obstacle() {
        Optional<ListedBackup> there = new BackupCatalog(to).find(id);
        return there.isEmpty() ? putIntent() : obstacle(there.get());
    }

    private Optional<CopyOutcome> obstacle(ListedBackup there) {
        return switch (there) {
            case ListedBackup.Complete complete ->
                    Optional.of(new CopyOutcome.AlreadyComplete(complete.manifest()));
            case ListedBackup.GivenUp givenUp ->
                    Optional.of(new CopyOutcome.GivenUp(givenUp.marker()));
            case ListedBackup.Unreadable unreadable -> throw unreadable.reason();
            case ListedBackup.Running _, ListedBackup.Remains _ -> putIntent();
        };
    }

    private Optional<CopyOutcome> putIntent() {
        Optional<OpenedContainer> intent =
                from.get(names.intent(), EnumSet.of(ContainerKind.INTENT));
        if (intent.isEmpty()) {
            return Optional.empty();
        }
        return switch (to.put(ContainerKind.INTENT, names.intent(), intent.get().plain())) {
            case Placed.Created _, Placed.Same _ -> Optional.empty();
            case Placed.Other _ ->
                    to.getRecord(ContainerKind.INTENT, names.intent(), Intent.class)
                            .map(CopyOutcome.Taken::new);
        };
    }
}
