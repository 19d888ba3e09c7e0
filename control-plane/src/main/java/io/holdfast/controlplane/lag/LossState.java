package io.holdfast.controlplane.lag;

/** How a {@link DisasterLoss} is meant. */
public enum LossState {
    /** Restoring from the repository that is named loses what is said: no more is lost. */
    KNOWN,
    /** The loss is at least what is said, if anything is. */
    UNKNOWN,
    /** No repository would certainly be left. */
    EVERYTHING
}
