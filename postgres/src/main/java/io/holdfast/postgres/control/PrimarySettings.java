package io.holdfast.postgres.control;

/**
 * The settings that recovery compares: a hot standby may not have lower limits than these (T18;
 * PostgreSQL's {@code CheckRequiredParameterValues}).
 */
public record PrimarySettings(
        WalLevel walLevel,
        boolean walLogHints,
        int maxConnections,
        int maxWorkerProcesses,
        int maxWalSenders,
        int maxPreparedTransactions,
        int maxLocksPerTransaction,
        boolean trackCommitTimestamp) {}
