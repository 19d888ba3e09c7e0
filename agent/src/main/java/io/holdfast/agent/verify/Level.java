package io.holdfast.agent.verify;

/** What has been proven of a backup, from the cheapest to the dearest (T84). */
public enum Level {
    /** Every object that it needs is there, with the right name, size and header. */
    STORED,
    /** Every object was read whole and is what was written, every file and WAL record included. */
    INTACT
}
