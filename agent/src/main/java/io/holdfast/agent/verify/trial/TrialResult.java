package io.holdfast.agent.verify.trial;

import io.holdfast.error.HoldfastException;

/** What became of a trial. */
public sealed interface TrialResult {
    /** The server stands where it was promised to stand, and answers. */
    record Proven(TrialProof proof) implements TrialResult {}

    /**
     * It did not come to that.
     *
     * @param wasConsistent the server had accepted a connection, which it does only from its
     *     backup's stop on
     * @param reason of category integrity: the backup or its WAL does not do; any other: the trial
     *     could not be carried out, which says nothing of them
     */
    record Failed(boolean wasConsistent, HoldfastException reason) implements TrialResult {}
}
