package io.holdfast.agent.fill;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.WalCoverage;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/**
 * Whether a repository holds the WAL without which a backup is worth nothing there (T59, T74),
 * found out from its own objects. Looks once; for one thread.
 */
final class NeededWal {
    private final ClusterRepository repository;
    private final NavigableMap<EpochId, EpochRecord> epochs;
    private final Set<Branch> branches = new LinkedHashSet<>();
    private final Map<Branch, BranchWal> seen = new HashMap<>();

    NeededWal(ClusterRepository repository) {
        this.repository = repository;
        this.epochs = new Epochs(repository).all();
        Branch.newest(epochs, EpochWal.readableIn(repository)).ifPresent(branches::add);
        branches.addAll(Branch.open(epochs));
    }

    /** Whether all of it is there, on the branch that is followed, or the one it was taken on. */
    boolean isThere(BackupManifest backup) {
        return branches.stream().anyMatch(branch -> holds(branch, backup)) || holdsOnOwn(backup);
    }

    private boolean holdsOnOwn(BackupManifest backup) {
        EpochId epoch = backup.wal().epoch();
        return epochs.containsKey(epoch) && holds(Branch.to(epochs, epoch), backup);
    }

    private boolean holds(Branch branch, BackupManifest backup) {
        BranchWal wal = seen.computeIfAbsent(branch, b -> BranchWal.of(repository, b));
        if (wal.obstacle(backup).isPresent()) {
            return false;
        }
        // the window says where the WAL ends; expiry may have taken some from its middle
        Lsn start = wal.segmentSize().startOf(backup.wal().start());
        Lsn stop = backup.wal().stop();
        return !new WalCoverage(repository, branch).reach(start, stop).isBefore(stop);
    }
}
