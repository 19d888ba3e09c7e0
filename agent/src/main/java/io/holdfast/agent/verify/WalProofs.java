package io.holdfast.agent.verify;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochId;
import java.util.HashMap;
import java.util.Map;

/**
 * From where the WAL of a branch is proven up to its frontier, so that what several backups need is
 * looked at once.
 */
final class WalProofs {
    private final Map<Key, Lsn> proven = new HashMap<>();

    private record Key(EpochId newestEpoch, Level level) {}

    boolean covers(BranchWal wal, Level level, Lsn from) {
        Lsn since = proven.get(key(wal, level));
        return since != null && !from.isBefore(since);
    }

    void add(BranchWal wal, Level level, Lsn from) {
        proven.merge(key(wal, level), from, Lsn::min);
    }

    private static Key key(BranchWal wal, Level level) {
        return new Key(wal.branch().newest().epoch().epoch(), level);
    }
}
