package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;

/**
 * What adopting an instance would do to a cluster's history.
 *
 * @param instance whose server it is
 * @param epoch the one that will be taken
 * @param timeline of the server
 * @param parentEpoch the epoch that is continued
 * @param at where it is continued
 * @param frontier how far the repositories hold the history that is left
 */
public record AdoptionPlan(
        String instance,
        EpochId epoch,
        TimelineId timeline,
        EpochId parentEpoch,
        Lsn at,
        Lsn frontier) {

    /** The WAL that stays in the repositories and is no longer part of the newest history. */
    public long abandonedBytes() {
        return Math.max(0, frontier.minus(at));
    }
}
