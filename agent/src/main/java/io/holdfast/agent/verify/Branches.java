package io.holdfast.agent.verify;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** The branches of a repository, each looked at once. */
final class Branches {
    private final ClusterRepository repository;
    private final NavigableMap<EpochId, EpochRecord> epochs;
    private final Map<EpochId, BranchWal> seen = new HashMap<>();

    Branches(ClusterRepository repository) {
        this.repository = repository;
        this.epochs = new Epochs(repository).all();
    }

    /** The newest branch along which the backup can be recovered; empty if there is none. */
    Optional<BranchWal> of(BackupManifest backup) {
        for (EpochId epoch : epochs.descendingKeySet()) {
            BranchWal wal = seen.computeIfAbsent(epoch, this::look);
            if (wal.obstacle(backup).isEmpty()) {
                return Optional.of(wal);
            }
        }
        return Optional.empty();
    }

    /** Why the newest branch is none for it. */
    String obstacle(BackupManifest backup) {
        return epochs.isEmpty()
                ? "there is no WAL at all"
                : seen.computeIfAbsent(epochs.lastKey(), this::look)
                        .obstacle(backup)
                        .orElse("it can be recovered");
    }

    private BranchWal look(EpochId epoch) {
        return BranchWal.of(repository, Branch.to(epochs, epoch));
    }
}
