package io.holdfast.postgres.control;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.time.Instant;

/**
 * The newest checkpoint.
 *
 * @param lsn where its record starts
 * @param redo where a recovery from it starts to replay
 * @param previousTimeline equals {@code timeline} unless the checkpoint began a timeline
 * @param nextXid the full 64-bit transaction id: epoch in the upper half
 */
public record Checkpoint(
        Lsn lsn,
        Lsn redo,
        TimelineId timeline,
        TimelineId previousTimeline,
        boolean fullPageWrites,
        long nextXid,
        Instant time) {}
