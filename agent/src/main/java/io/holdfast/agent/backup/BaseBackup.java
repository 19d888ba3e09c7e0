package io.holdfast.agent.backup;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.replication.PgConnection;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupKind;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.write.Abandonment;
import io.holdfast.repository.backup.write.BackupOpening;
import io.holdfast.repository.backup.write.BackupWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * A full base backup, from the data directory or over the replication protocol, on every major from
 * 14 to 18. {@link #run} blocks and is called on a virtual thread; interrupting that thread cancels
 * the backup.
 */
public final class BaseBackup {
    private final PgConnector connector;
    private final ConnectionSettings settings;
    private final WalGate gate;
    private final Executor cpu;
    private final SourceSelection sources;
    private final InstantSource clock;

    /**
     * @param connector with a buffer of some 1 MiB for each connection
     * @param settings of a role with REPLICATION; configuration outside the data directory, and
     *     suspicious pages, are read as far as the same role may
     * @param cpu a bounded pool of platform threads
     * @param nanoTime monotonic
     */
    public BaseBackup(
            PgConnector connector,
            ConnectionSettings settings,
            SourceChoice choice,
            WalFrontiers frontiers,
            Executor cpu,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.connector = connector;
        this.settings = settings;
        this.gate = new WalGate(frontiers);
        this.cpu = cpu;
        this.sources = new SourceSelection(connector, settings, choice, nanoTime);
        this.clock = clock;
    }

    /**
     * Makes one backup. A repository that fails, is outrun, or whose WAL does not come, is left out
     * and reported; the backup goes on while one is left.
     *
     * @throws HoldfastException if the backup failed or was cancelled: it is listed nowhere, and
     *     given up wherever it had begun
     */
    public BackupResult run(BackupRequest request, BackupProgress.Listener listener) {
        try {
            return attempt(request, new Progress(listener));
        } catch (InterruptedException e) {
            throw Cancellation.of(e);
        }
    }

    private BackupResult attempt(BackupRequest request, Progress progress)
            throws InterruptedException {
        progress.enter(BackupProgress.Phase.PREPARING);
        ServerSurvey survey = survey();
        WalGate.Passage captured = captured(request, survey);
        try (FileSource source = sources.select(survey)) {
            return attempt(request, survey, captured, source, progress);
        }
    }

    private BackupResult attempt(
            BackupRequest request,
            ServerSurvey survey,
            WalGate.Passage captured,
            FileSource source,
            Progress progress)
            throws InterruptedException {
        List<ClusterRepository> repositories = captured.repositories();
        Intent intent = intent(request, captured, source);
        return switch (BackupWriter.open(repositories, intent, request.limits(), cpu, clock)) {
            case BackupOpening.Taken taken ->
                    new BackupResult.Taken(taken.repository(), taken.theirs());
            case BackupOpening.Opened opened -> {
                try (BackupWriter writer = opened.writer()) {
                    BackupRun run =
                            new BackupRun(
                                    request, intent, survey, source, captured, gate, clock,
                                    progress);
                    yield write(run, writer, repositories);
                }
            }
        };
    }

    /** Also finds out whether the server lets replicate at all, before its WAL is waited for. */
    private ServerSurvey survey() {
        try (PgConnection sql = connector.connect(settings);
                var _ = connector.connectReplication(settings, sql)) {
            return ServerSurvey.of(sql);
        }
    }

    /** The repositories into which the WAL of this server is captured right now (T23). */
    private WalGate.Passage captured(BackupRequest request, ServerSurvey survey)
            throws InterruptedException {
        return gate.await(
                        request.repositories(),
                        WalNeed.ofCapture(survey.timeline(), survey.flushed()),
                        request.patience().forStream())
                .requireOne();
    }

    private Intent intent(BackupRequest request, WalGate.Passage captured, FileSource source) {
        return new Intent(
                request.id(),
                BackupKind.FULL,
                null,
                captured.epoch(),
                request.instance(),
                source.kind(),
                clock.instant(),
                UUID.randomUUID());
    }

    private BackupResult write(
            BackupRun run, BackupWriter writer, List<ClusterRepository> repositories)
            throws InterruptedException {
        try {
            return run.over(connector, settings, writer);
        } catch (RuntimeException | InterruptedException e) {
            giveUp(run.intent(), repositories, e);
            throw e;
        }
    }

    /**
     * So that expiry need not wait until the run is surely dead. All at once: whoever stops waits
     * only so long, and one repository may be away.
     */
    private void giveUp(Intent intent, List<ClusterRepository> repositories, Exception reason) {
        boolean interrupted = Thread.interrupted();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> markers = new ArrayList<>();
            for (ClusterRepository repository : repositories) {
                markers.add(threads.submit(() -> giveUp(intent, repository, reason)));
            }
            for (Future<?> marker : markers) {
                try {
                    marker.get();
                } catch (ExecutionException e) {
                    reason.addSuppressed(e.getCause());
                }
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp(Intent intent, ClusterRepository repository, Exception reason) {
        String text = String.valueOf(reason.getMessage());
        Abandonment.abandon(repository, intent.id(), text, clock.instant());
    }
}
