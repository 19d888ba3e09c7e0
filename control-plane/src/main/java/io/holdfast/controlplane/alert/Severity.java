package io.holdfast.controlplane.alert;

/** How much it matters, in growing order. */
public enum Severity {
    /** To be seen to by day. */
    WARNING,
    /** Somebody is to be called. */
    CRITICAL
}
