package io.holdfast.controlplane.lag;

/** How fresh is what is known of a cluster. */
public enum LinkState {
    /** Heard within three report intervals. */
    LIVE,
    /** Not heard for longer: what is shown is what was known, and grows. */
    UNKNOWN,
    /** No agent has told of its lag since the control plane began. */
    NEVER_HEARD
}
