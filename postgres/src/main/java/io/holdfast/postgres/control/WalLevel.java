package io.holdfast.postgres.control;

/** PostgreSQL's {@code WalLevel}, in its order. */
public enum WalLevel {
    MINIMAL,
    REPLICA,
    LOGICAL
}
