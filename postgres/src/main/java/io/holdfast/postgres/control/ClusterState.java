package io.holdfast.postgres.control;

/** PostgreSQL's {@code DBState}, in its order. */
public enum ClusterState {
    STARTING_UP,
    SHUT_DOWN,
    SHUT_DOWN_IN_RECOVERY,
    SHUTTING_DOWN,
    IN_CRASH_RECOVERY,
    IN_ARCHIVE_RECOVERY,
    IN_PRODUCTION
}
