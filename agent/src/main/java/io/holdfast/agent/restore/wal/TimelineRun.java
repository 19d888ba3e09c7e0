package io.holdfast.agent.restore.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;

/**
 * What of a timeline belongs to the history that is replayed.
 *
 * @param begin where it left its parent; zero for the oldest
 * @param end not included: where its child left it, or where the plan ends
 */
record TimelineRun(TimelineId timeline, Lsn begin, Lsn end) {
    /**
     * The file of this timeline: a child's first segment begins with its parent's bytes, as
     * PostgreSQL itself creates it ({@code XLogInitNewTimeline} in {@code xlog.c}).
     */
    WalAnswer answer(WalSegment segment) {
        if (!segment.end().isAfter(begin)) {
            return new WalAnswer.Absent("timeline " + timeline + " begins at " + begin);
        }
        if (!segment.start().isBefore(end)) {
            return new WalAnswer.Absent("timeline " + timeline + " ends at " + end);
        }
        return new WalAnswer.Segment(segment, Lsn.min(segment.end(), end));
    }

    /** Whether PostgreSQL looks for this segment on this timeline at all. */
    boolean reaches(long number, WalSegmentSize size) {
        return number >= size.segmentNumberOf(begin);
    }
}
