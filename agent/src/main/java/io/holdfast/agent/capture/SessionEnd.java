package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;

/** How a session of capture came to an end in good order. */
sealed interface SessionEnd {
    /** The timeline ended; the next session follows the new one. */
    record TimelineEnded(TimelineId next, Lsn switchpoint) implements SessionEnd {}

    /** The server shut down. */
    record ServerClosed() implements SessionEnd {}

    /**
     * The agent was told to stop; everything that was written is durable, or was left to the slot.
     */
    record Stopped() implements SessionEnd {}

    /** A repository came back that the session cannot take in; the next one can. */
    record Outdated() implements SessionEnd {}

    /** The instance is in recovery; there is nothing to capture here. */
    record InRecovery() implements SessionEnd {}
}
