package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;

/** Whether a backup lies on a branch: by epochs, timelines and LSNs, never by names. */
final class BranchPlace {
    private BranchPlace() {}

    static boolean holds(Branch branch, BackupWal wal) {
        boolean begins =
                branch.stretches().stream()
                        .filter(stretch -> stretch.epoch().epoch().equals(wal.epoch()))
                        .anyMatch(
                                stretch ->
                                        stretch.end() == null
                                                || wal.start().isBefore(stretch.end()));
        return begins && timelineOf(branch, wal.stop().plus(-1)).equals(wal.timeline());
    }

    private static TimelineId timelineOf(Branch branch, Lsn lsn) {
        for (Stretch stretch : branch.stretches()) {
            if (stretch.end() == null || lsn.isBefore(stretch.end())) {
                return stretch.epoch().timeline();
            }
        }
        return branch.newest().epoch().timeline();
    }
}
