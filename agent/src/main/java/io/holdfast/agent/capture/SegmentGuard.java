package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.wal.SegmentCheck;
import io.holdfast.postgres.wal.WalPageHeader;
import io.holdfast.repository.epoch.EpochRecord;

/**
 * Keeps segments out of the repositories that are not of this epoch's cluster and place: PostgreSQL
 * would promote silently when it is given such a one back (E6).
 */
record SegmentGuard(SystemIdentifier cluster, TimelineId timeline, WalSegmentSize size) {
    static SegmentGuard of(EpochRecord epoch) {
        return new SegmentGuard(
                SystemIdentifier.parse(epoch.systemIdentifier()),
                epoch.timeline(),
                new WalSegmentSize(epoch.walSegmentSize()));
    }

    boolean beginsSegment(Lsn lsn) {
        return size.isBoundary(lsn);
    }

    /**
     * @param head of the segment that begins at {@code start}, {@link WalPageHeader#LONG_SIZE}
     *     bytes or more
     */
    void require(byte[] head, Lsn start) {
        WalSegment segment = WalSegment.containing(timeline, start, size);
        if (SegmentCheck.of(head, segment, cluster) instanceof SegmentCheck.Differs differs) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-stream-foreign",
                    "the server sent a segment %s with the wrong %s: %s, not %s; it was not stored"
                            .formatted(
                                    segment.name(),
                                    differs.what(),
                                    differs.found(),
                                    differs.expected()),
                    "Find out which server answers under this address, and what is in its pg_wal;"
                            + " nothing is captured before its WAL is its own.");
        }
    }
}
