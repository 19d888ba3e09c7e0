package io.holdfast.agent.restore.files;

/** What stands where a cluster shall be restored. */
enum Found {
    NOTHING,
    /** A data directory of the same cluster on which no server runs. */
    STOPPED,
    /** A restore of the same cluster that did not end. */
    INTERRUPTED
}
