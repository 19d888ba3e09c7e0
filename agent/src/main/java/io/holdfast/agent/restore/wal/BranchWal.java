package io.holdfast.agent.restore.wal;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.WalReader;
import io.holdfast.repository.wal.WalWindow;
import java.util.Optional;

/**
 * The WAL of one branch in one repository, as far as it is unbroken.
 *
 * @param window its two ends
 */
public record BranchWal(ClusterRepository repository, Branch branch, WalWindow window) {
    /** PostgreSQL's {@code XLOG_BLCKSZ}, unless it was built otherwise. */
    private static final int WAL_BLOCK_BYTES = 8192;

    /** What cannot be read ends it, and is told of in the window. */
    public static BranchWal of(ClusterRepository repository, Branch branch) {
        return new BranchWal(repository, branch, WalWindow.readable(repository, branch));
    }

    public WalSegmentSize segmentSize() {
        return new WalSegmentSize(branch.newest().epoch().walSegmentSize());
    }

    /** The timeline on which a byte of this branch was written. */
    public TimelineId timelineOf(Lsn lsn) {
        for (Stretch stretch : branch.stretches()) {
            if (stretch.end() == null || lsn.isBefore(stretch.end())) {
                return stretch.epoch().timeline();
            }
        }
        return branch.newest().epoch().timeline();
    }

    /** Where this branch's WAL on a timeline ends: at the switch to the next, or the frontier. */
    public Lsn endOf(TimelineId timeline) {
        return branch.endOf(timeline).map(end -> Lsn.min(end, window.end())).orElse(window.end());
    }

    /** Why recovery along this branch cannot begin with a backup (T4); empty if it can. */
    public Optional<String> obstacle(BackupManifest backup) {
        BackupWal wal = backup.wal();
        Optional<Stretch> taken = stretchOf(backup);
        if (taken.isEmpty()) {
            return Optional.of(
                    "it was taken in epoch %s, which is not on this branch".formatted(wal.epoch()));
        }
        if (isLeftBefore(taken.get(), wal)) {
            return Optional.of(
                    "it ends at %s on timeline %s, after this branch left that history"
                            .formatted(wal.stop(), wal.timeline()));
        }
        if (segmentSize().startOf(wal.start()).isBefore(window.start())) {
            return Optional.of(
                    "its WAL begins at %s, and the unbroken WAL here at %s%s"
                            .formatted(
                                    wal.start(),
                                    window.start(),
                                    unreadable("before", window.damageBefore())));
        }
        return wal.stop().isAfter(window.end())
                ? Optional.of(
                        "its WAL ends at %s, and the unbroken WAL here at %s%s"
                                .formatted(
                                        wal.stop(),
                                        window.end(),
                                        unreadable("behind", window.damage())))
                : Optional.empty();
    }

    /** Whether a backup was taken on the way that this branch went, held or not. */
    public boolean isOnBranch(BackupManifest backup) {
        return stretchOf(backup).filter(taken -> !isLeftBefore(taken, backup.wal())).isPresent();
    }

    private Optional<Stretch> stretchOf(BackupManifest backup) {
        return branch.stretches().stream()
                .filter(stretch -> stretch.epoch().epoch().equals(backup.wal().epoch()))
                .findFirst();
    }

    // a backup is of the epoch that was the newest when its WAL was complete
    private boolean isLeftBefore(Stretch taken, BackupWal wal) {
        Lsn end = taken.end();
        return (end != null && wal.stop().isAfter(end))
                || !timelineOf(wal.start()).equals(wal.timeline())
                || !timelineOf(wal.stop().plus(-1)).equals(wal.timeline());
    }

    private static String unreadable(String where, Optional<HoldfastException> damage) {
        return damage.map(e -> "; what lies %s cannot be read: %s".formatted(where, e.getMessage()))
                .orElse("");
    }

    /**
     * Looks at records for the one that a rule means.
     *
     * @param from the start of a record or of a page
     */
    WalScan.Outcome scan(StopRule rule, Lsn from, Lsn to) {
        return WalScan.run(
                new WalReader(repository, branch),
                segmentSize(),
                WAL_BLOCK_BYTES,
                branch.newest().epoch().pgMajor(),
                rule,
                from,
                to);
    }
}
