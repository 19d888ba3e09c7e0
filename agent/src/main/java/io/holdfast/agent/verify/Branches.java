package io.holdfast.agent.verify;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Tips;
import io.holdfast.repository.wal.EpochWal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** The branches of a repository, each looked at once. */
final class Branches {
    private final ClusterRepository repository;
    private final NavigableMap<EpochId, EpochRecord> epochs;
    private final Optional<EpochId> newest;
    private final Map<EpochId, BranchWal> seen = new HashMap<>();

    Branches(ClusterRepository repository) {
        this.repository = repository;
        this.epochs = new Epochs(repository).all();
        this.newest = Tips.newest(epochs, EpochWal.readableIn(repository)).map(EpochRecord::epoch);
    }

    /** The newest branch along which the backup can be recovered; empty if there is none. */
    Optional<BranchWal> of(BackupManifest backup) {
        for (EpochId epoch : newestFirst()) {
            BranchWal wal = seen.computeIfAbsent(epoch, this::look);
            if (wal.obstacle(backup).isEmpty()) {
                return Optional.of(wal);
            }
        }
        return Optional.empty();
    }

    private List<EpochId> newestFirst() {
        List<EpochId> ids = new ArrayList<>(epochs.descendingKeySet());
        newest.ifPresent(
                tip -> {
                    ids.remove(tip);
                    ids.addFirst(tip);
                });
        return ids;
    }

    /** Why the newest branch is none for it. */
    String obstacle(BackupManifest backup) {
        return newest.map(tip -> seen.computeIfAbsent(tip, this::look))
                .map(wal -> wal.obstacle(backup).orElse("it can be recovered"))
                .orElse("there is no WAL at all");
    }

    private BranchWal look(EpochId epoch) {
        return BranchWal.of(repository, Branch.to(epochs, epoch));
    }
}
