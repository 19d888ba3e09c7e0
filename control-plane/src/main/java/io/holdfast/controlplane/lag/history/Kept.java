package io.holdfast.controlplane.lag.history;

/** What became of a minute. None of them is a reason to send it again. */
public enum Kept {
    STORED,
    /** Every repository of it was there already, or it names none. Nothing changed. */
    KNOWN_ALREADY,
    /** It lies before all that is kept. */
    TOO_OLD,
    /** By the control plane's clock it is yet to come: the agent's clock is wrong. */
    IN_THE_FUTURE
}
