package io.holdfast.controlplane.audit;

/** How a privileged try ended. */
public enum Outcome {
    DONE,
    /** The caller may not do it, or is not who it says it is. */
    DENIED,
    FAILED
}
