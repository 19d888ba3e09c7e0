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
import java.time.InstantSource;
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
    private final InstantSource clock;
    private final BackupNames names;
    private int provenPacks;

    public RawCopy(ClusterRepository from, ClusterRepository to, BackupId id, InstantSource clock) {
        RepositorySet.requireOneKey(List.of(from, to));
        this.from = from;
        this.to = to;
        this.id = id;
        this.clock = clock;
        this.names = new BackupNames(id);
    }

    /**
     * Copies packs and parts, up to {@code parallel} objects of at most 16 MiB at a time. Nothing
     * is listed yet. Called again it goes on; packs that this instance has proven are not read
     * again.
     *
     * @throws InterruptedException if the thread was interrupted; call it again to go on
     */
    public CopyOutcome content(int parallel, CopyPace pace) throws InterruptedException {
        OpenedBackup backup = new BackupCatalog(from).open(id);
        Optional<CopyOutcome> obstacle = obstacle();
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        PackTable packs = backup.packs();
        int before = provenPacks;
        try (ObjectCopies copies = new ObjectCopies(from, to, parallel, pace)) {
            try {
                if (!copyAll(backup, packs, copies)) {
                    return new CopyOutcome.Paused();
                }
            } finally {
                provenPacks = Math.min(packs.size(), before + copies.settled());
            }
            return new CopyOutcome.Ready(
                    new ReadyCopy(to, backup.manifest(), root(), copies.objects(), copies.bytes()));
        }
    }

    /** Packs first, in their order; false if the pace says to stop. */
    private boolean copyAll(OpenedBackup backup, PackTable packs, ObjectCopies copies)
            throws InterruptedException {
        for (int index = provenPacks + 1; index <= packs.size(); index++) {
            PackInfo pack = packs.get(index);
            if (!copies.copy(pack.name(), pack.sha256(), pack.storedBytes())) {
                return false;
            }
        }
        for (PackList list : backup.parts().packLists()) {
            if (!copies.copy(names.part(list.number()), list.sha256(), list.storedBytes())) {
                return false;
            }
        }
        for (FilePart part : backup.parts().fileParts()) {
            if (!copies.copy(names.part(part.number()), part.sha256(), part.storedBytes())) {
                return false;
            }
        }
        copies.await();
        return true;
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

    /**
     * The run's own intent, as of now: expiry there would take one as old as the backup for dead.
     */
    private Optional<CopyOutcome> putIntent() {
        Optional<Intent> found = intentIn(from);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Intent intent = found.get();
        Intent ours =
                new Intent(
                        intent.id(),
                        intent.kind(),
                        intent.parent(),
                        intent.epoch(),
                        intent.instance(),
                        intent.source(),
                        clock.instant(),
                        intent.run());
        return switch (to.putRecord(ContainerKind.INTENT, names.intent(), ours)) {
            case Placed.Created _, Placed.Same _ -> Optional.empty();
            case Placed.Other _ ->
                    intentIn(to)
                            .filter(theirs -> !theirs.run().equals(intent.run()))
                            .map(CopyOutcome.Taken::new);
        };
    }

    private Optional<Intent> intentIn(ClusterRepository repository) {
        return repository.getRecord(ContainerKind.INTENT, names.intent(), Intent.class);
    }
}
