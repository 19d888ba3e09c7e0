package io.holdfast.agent.verify.trial;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a started server showed.
 *
 * @param reached the LSN at which its recovery stands, which is the one that was promised
 * @param timeline on which it stands there
 * @param lastTransaction when the newest transaction ended that it replayed; empty if it replayed
 *     none
 * @param restoredBytes of the files that were laid down
 * @param replayedBytes of WAL
 * @param databases that were connected to, and whose catalogs were read
 * @param relations that their catalogs list
 * @param indexes that were compared with their order
 * @param leftOut what was not looked at or not loaded, one sentence each
 */
public record TrialProof(
        Lsn reached,
        TimelineId timeline,
        Optional<Instant> lastTransaction,
        long restoredBytes,
        long replayedBytes,
        int databases,
        long relations,
        long indexes,
        List<String> leftOut) {
    public TrialProof {
        leftOut = List.copyOf(leftOut);
    }
}
