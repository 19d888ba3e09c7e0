package io.holdfast.agent.restore.wal;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.epoch.Branch;
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
        return branch.timelineOf(lsn);
    }

    /** Where this branch's WAL on a timeline ends: at the switch to the next, or the frontier. */
    public Lsn endOf(TimelineId timeline) {
        return branch.endOf(timeline).map(end -> Lsn.min(end, window.end())).orElse(window.end());
    }

    /** Why recovery along this branch cannot begin with a backup (T4); empty if it can. */
    public Optional<String> obstacle(BackupManifest backup) {
        BackupWal wal = backup.wal();
        if (!wal.liesOn(branch)) {
            return Optional.of(
                    "it was taken in epoch %s on timeline %s from %s to %s, which is not on this branch"
                            .formatted(wal.epoch(), wal.timeline(), wal.start(), wal.stop()));
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
