package io.holdfast.agent.restore;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.target.RestoreTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The backups that a recovery along a branch can begin with (T4). */
final class BackupChoice {
    private static final Comparator<BackupManifest> BY_STOP =
            Comparator.comparing(backup -> backup.wal().stop());

    private BackupChoice() {}

    /** Newest first, by where they stop; never empty. */
    static List<BackupManifest> of(RestoreRequest request, BranchWal branch) {
        BackupCatalog catalog = new BackupCatalog(request.repository());
        Optional<BackupId> asked = request.backup();
        if (asked.isPresent()) {
            BackupManifest backup = catalog.open(asked.get()).manifest();
            branch.obstacle(backup).ifPresent(why -> refuse(backup.id(), why));
            return List.of(backup);
        }
        List<BackupManifest> usable = new ArrayList<>();
        List<BackupManifest> unusable = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (ListedBackup listed : catalog.list()) {
            if (listed instanceof ListedBackup.Complete complete) {
                Optional<String> obstacle = branch.obstacle(complete.manifest());
                if (obstacle.isEmpty()) {
                    usable.add(complete.manifest());
                } else {
                    unusable.add(complete.manifest());
                    others.add(complete.id() + ": " + obstacle.get());
                }
            }
        }
        if (usable.isEmpty()) {
            throw new HoldfastException(
                    ErrorCategory.NOT_FOUND,
                    "no-usable-backup",
                    "repository %s holds no backup that recovery can begin with %s"
                            .formatted(request.repository().name(), others),
                    "Restore from another repository, or along another timeline.");
        }
        usable.sort(BY_STOP.reversed());
        if (request.target() instanceof RestoreTarget.Immediate) {
            refuseOlder(branch, usable.getFirst(), unusable);
        }
        return usable;
    }

    /** The newest backup is meant, and one before it must not be taken for it. */
    private static void refuseOlder(
            BranchWal branch, BackupManifest newest, List<BackupManifest> unusable) {
        Lsn end = branch.window().end();
        Optional<BackupManifest> newer =
                unusable.stream()
                        .filter(manifest -> manifest.wal().liesOn(branch.branch()))
                        .filter(backup -> backup.wal().stop().isAfter(end))
                        .findFirst();
        if (branch.window().damage().isEmpty() || newer.isEmpty()) {
            return;
        }
        HoldfastException damage = branch.window().damage().get();
        throw new HoldfastException(
                ErrorCategory.INTEGRITY,
                "wal-damaged",
                "the WAL of backup %s, from %s on, cannot be read: %s"
                        .formatted(newer.get().id(), end, damage.getMessage()),
                "Restore from another repository, or take an older backup with --backup %s."
                        .formatted(newest.id()),
                damage);
    }

    private static void refuse(BackupId id, String why) {
        throw new HoldfastException(
                ErrorCategory.REFUSED,
                "backup-not-usable",
                "recovery cannot begin with backup " + id + ": " + why,
                "Leave the backup out to take the newest one that fits, or name a timeline.");
    }
}
