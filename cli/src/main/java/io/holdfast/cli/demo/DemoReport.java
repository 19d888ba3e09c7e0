package io.holdfast.cli.demo;

import io.holdfast.cli.demo.bank.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a demo has shown; also its JSON.
 *
 * @param lossSeconds from the commit of the newest recovered transfer to the disaster
 * @param invariantsHold the books are in order
 * @param acknowledgedWalKept no repository ends before what PostgreSQL was told to be safe
 * @param promisesHeld all of it: books, everything at or before the frontier, acknowledged WAL
 */
record DemoReport(
        String postgresVersion,
        long seed,
        Transactions transactions,
        Duration lossSeconds,
        boolean invariantsHold,
        boolean acknowledgedWalKept,
        LagMillis lagMillis,
        BackupFigures backup,
        RestoreFigures restore,
        WalFigures wal,
        List<Violation> violations,
        boolean promisesHeld) {

    /**
     * Transfers of the bank.
     *
     * @param promised acknowledged at or before the frontier
     * @param unacknowledgedRecovered came back although their clients had no answer yet
     */
    record Transactions(
            int acknowledged, int promised, int recovered, int lost, int unacknowledgedRecovered) {}

    /** Over all repositories, and for each. */
    record LagMillis(long p50, long p99, Map<String, LagFigures> repositories) {}

    record BackupFigures(Duration seconds, long plainBytes, long storedBytes) {}

    /**
     * The restore.
     *
     * @param seconds until the server accepted writes again
     */
    record RestoreFigures(String repository, Duration seconds) {}

    /**
     * The WAL.
     *
     * @param capturedBytes in the repository that was restored from
     * @param frontiers by repository, after the disaster
     */
    record WalFigures(long capturedBytes, Map<String, String> frontiers) {}
}
