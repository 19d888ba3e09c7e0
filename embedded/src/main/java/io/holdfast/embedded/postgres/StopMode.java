package io.holdfast.embedded.postgres;

/**
 * The three shutdowns of PostgreSQL, by the signal to the postmaster that asks for each
 * (postmaster.c, {@code process_pm_shutdown_request}).
 */
public enum StopMode {
    /** Waits until every client has left. */
    SMART("TERM"),
    /** Ends client sessions, checkpoints, and waits for WAL senders to have sent everything. */
    FAST("INT"),
    /** Ends at once without a checkpoint; the next start recovers from WAL. */
    IMMEDIATE("QUIT");

    private final String signal;

    StopMode(String signal) {
        this.signal = signal;
    }

    String signal() {
        return signal;
    }
}
