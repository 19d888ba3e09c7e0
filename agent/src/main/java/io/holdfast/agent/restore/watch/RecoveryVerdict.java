package io.holdfast.agent.restore.watch;

import io.holdfast.agent.restore.wal.StopPoint;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.control.ClusterState;
import java.time.Instant;
import java.util.Optional;

/** What became of a recovery. */
public sealed interface RecoveryVerdict {
    /**
     * It stands exactly where the plan said.
     *
     * @param timeline on which it writes, if it is promoted
     * @param lastTransaction the commit time of the last transaction that was replayed
     */
    record Reached(StopPoint stop, Optional<TimelineId> timeline, Optional<Instant> lastTransaction)
            implements RecoveryVerdict {
        public boolean isPromoted() {
            return timeline.isPresent();
        }
    }

    /**
     * It ended somewhere else: this is not the cluster that was asked for.
     *
     * @param reached empty if it cannot be told
     */
    record Missed(StopPoint planned, Optional<Lsn> reached, String why)
            implements RecoveryVerdict {}

    /**
     * The server ended before anything was reached for certain; its log says why.
     *
     * @param state of the cluster, as {@code pg_control} has it; empty if that cannot be read
     * @param replayed the furthest LSN that was seen
     */
    record Stopped(Optional<ClusterState> state, Optional<Lsn> replayed)
            implements RecoveryVerdict {}

    /** The watch ended first; the recovery may go on. */
    record Undecided(Optional<Lsn> replayed) implements RecoveryVerdict {}
}
