package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;

/**
 * What adopting an instance would do to a cluster's history.
 *
 * @param instance whose server it is
 * @param epoch the number that will be taken
 * @param timeline of the server
 * @param parentEpoch the epoch that is continued
 * @param at where it is continued
 * @param frontier how far the repositories hold the history that is left
 */
public record AdoptionPlan(
        String instance, int epoch, TimelineId timeline, int parentEpoch, Lsn at, Lsn frontier) {

    /** The WAL that stays in the repositories and is no longer part of the newest history. */
    public long abandonedBytes() {
        return Math.max(0, frontier.minus(at));
    }
}
