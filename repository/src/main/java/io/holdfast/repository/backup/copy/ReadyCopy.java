package io.holdfast.repository.backup.copy;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.OpenedContainer;

/**
 * A backup of which another repository holds everything but the manifest.
 *
 * @param objects copied by this run; those that were there already are not counted
 * @param bytes of them
 */
public record ReadyCopy(
        ClusterRepository to,
        BackupManifest manifest,
        OpenedContainer root,
        long objects,
        long bytes) {
    /** Puts the manifest (T79: last). Idempotent. */
    public CopyOutcome publish() {
        String name = new BackupNames(manifest.id()).manifest();
        to.put(ContainerKind.MANIFEST, name, root.plain());
        ListedBackup there = new BackupCatalog(to).find(manifest.id()).orElseThrow();
        return switch (there) {
            case ListedBackup.Complete complete ->
                    new CopyOutcome.AlreadyComplete(complete.manifest());
            case ListedBackup.GivenUp givenUp -> new CopyOutcome.GivenUp(givenUp.marker());
            case ListedBackup.Unreadable unreadable -> throw unreadable.reason();
            case ListedBackup.Running running -> new CopyOutcome.Taken(running.intent());
            case ListedBackup.Remains _ ->
                    throw new IllegalStateException(name + " was put, and cannot be found");
        };
    }
}
