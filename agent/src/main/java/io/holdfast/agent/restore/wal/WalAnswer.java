package io.holdfast.agent.restore.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegment;

/** What a plan says to a file name that PostgreSQL asks for. */
public sealed interface WalAnswer {
    /**
     * A whole segment file: the WAL of the branch from the segment's start up to {@code end}, and
     * zeros after it, where this timeline's WAL ends.
     *
     * @param end not included; at most the segment's end
     */
    record Segment(WalSegment segment, Lsn end) implements WalAnswer {}

    /** The bytes of a timeline's history file, as stored. */
    record History(TimelineId timeline, byte[] content) implements WalAnswer {}

    /** Nothing bears this name in the history that is replayed: recovery may end here. */
    record Absent(String reason) implements WalAnswer {}

    /** No name that this cluster's PostgreSQL can ask for: recovery must not go on. */
    record Refused(String reason) implements WalAnswer {}
}
