package io.holdfast.cli.demo;

import io.holdfast.agent.backup.BackupProgress;
import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.agent.capture.LaneState;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.run.Agent;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The agent, in this process, and what the demo waits for. */
final class WatchedAgent implements AutoCloseable {
    private static final Duration LONGEST_BEGIN = Duration.ofSeconds(60);
    private static final Duration LONGEST_END = Duration.ofSeconds(60);

    private final Agent agent;
    private final SecureRandom random;
    private boolean isClosed;

    private WatchedAgent(Agent agent, SecureRandom random) {
        this.agent = agent;
        this.random = random;
    }

    static WatchedAgent start(AgentConfig config, SecureRandom random) {
        return new WatchedAgent(
                Agent.start(config, Instant::now, System::nanoTime, random), random);
    }

    CaptureStatus status() {
        return agent.status();
    }

    /** Waits until every repository takes part. */
    void awaitCapture() throws InterruptedException {
        if (!Patience.until(LONGEST_BEGIN, () -> isCapturing(agent.status()))) {
            throw agent.status()
                    .failure()
                    .orElseGet(
                            () ->
                                    new HoldfastException(
                                            ErrorCategory.TRANSIENT,
                                            "demo-capture-late",
                                            "no WAL was captured within "
                                                    + LONGEST_BEGIN.toSeconds()
                                                    + " s",
                                            "Try again on a machine with less to do."));
        }
    }

    private static boolean isCapturing(CaptureStatus status) {
        return status.phase() == CaptureStatus.Phase.STREAMING
                && !status.lanes().isEmpty()
                && status.lanes().stream()
                        .allMatch(l -> l.state() == LaneState.COUNTED && l.isLagKnown());
    }

    /** A full backup into every repository. */
    BackupManifest backUp(BackupProgress.Listener listener) {
        var repositories =
                agent.repositories()
                        .reachable(
                                e -> {
                                    throw e;
                                });
        BackupId id = BackupId.fresh(Instant.now(), random);
        return switch (agent.backups().full(id, repositories, true, listener)) {
            case BackupResult.Complete complete when complete.left().isEmpty() ->
                    complete.manifest();
            case BackupResult.Complete complete ->
                    throw incomplete(id + " is missing: " + complete.left());
            case BackupResult.Taken taken ->
                    throw incomplete(id + " is made by " + taken.theirs().instance());
        };
    }

    private static HoldfastException incomplete(String what) {
        return new HoldfastException(
                ErrorCategory.REPOSITORY,
                "demo-backup-incomplete",
                "backup " + what,
                "See whether the disk of this machine has room, and try again.");
    }

    /** What the database was last told that it may forget. */
    Optional<Lsn> acknowledged() {
        return agent.status().acknowledged();
    }

    /**
     * Waits until what was received from a database that died is put, and ends the agent; there is
     * no server left to talk to.
     */
    void awaitEndOfStream() throws InterruptedException {
        Patience.until(LONGEST_END, () -> agent.status().phase() != CaptureStatus.Phase.STREAMING);
        close();
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            agent.close();
        }
    }
}
