package io.holdfast.controlplane.lag;

/** What an agent's capture is doing. */
public enum CapturePhase {
    /** Connecting, comparing, or waiting to try again. */
    BEGINNING,
    /** WAL flows. */
    STREAMING,
    /** The instance is in recovery, and captures nothing. */
    STANDBY,
    /** Ended. */
    STOPPED
}
