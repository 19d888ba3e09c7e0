package io.holdfast.agent.backup;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.write.BackupLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes backups as an agent would. */
public final class Backups implements AutoCloseable {
    public static final BackupId ID = new BackupId("20260102T030405Z-4f1c09ab");

    private static final InstantSource CLOCK = InstantSource.system();

    final Link link = new Link();
    private final ExecutorService cpu = Executors.newFixedThreadPool(2);
    private final SourceChoice choice;

    /** Streamed ones. */
    Backups() {
        this(SourceChoice.STREAMED);
    }

    public Backups(SourceChoice choice) {
        this.choice = choice;
    }

    public static SourceChoice only(BackupSource source) {
        return new SourceChoice(SourceChoice.Wish.valueOf(source.name()), Optional.empty());
    }

    public static BackupRequest request(List<ClusterRepository> repositories) {
        return new BackupRequest(
                ID,
                "it's a \\ test",
                "db1",
                repositories,
                true,
                OptionalLong.empty(),
                BackupLimits.DEFAULT,
                new BackupRequest.Patience(Link.PATIENCE, Link.PATIENCE, Link.PATIENCE));
    }

    /** Has no time for WAL at all. */
    static BackupRequest impatient(List<ClusterRepository> repositories) {
        return with(
                repositories,
                OptionalLong.empty(),
                new BackupRequest.Patience(Link.PATIENCE, Duration.ZERO, Duration.ZERO));
    }

    /** Waits for no repository at the beginning. */
    static BackupRequest impatientToStart(List<ClusterRepository> repositories) {
        return with(
                repositories,
                OptionalLong.empty(),
                new BackupRequest.Patience(Link.PATIENCE, Duration.ZERO, Link.PATIENCE));
    }

    /** Waits for no repository at the end. */
    static BackupRequest withoutTimeForWal(List<ClusterRepository> repositories) {
        return with(
                repositories,
                OptionalLong.empty(),
                new BackupRequest.Patience(Link.PATIENCE, Link.PATIENCE, Duration.ZERO));
    }

    static BackupRequest throttled(List<ClusterRepository> repositories, long bytesPerSecond) {
        return with(
                repositories,
                OptionalLong.of(bytesPerSecond),
                new BackupRequest.Patience(Link.PATIENCE, Link.PATIENCE, Link.PATIENCE));
    }

    private static BackupRequest with(
            List<ClusterRepository> repositories,
            OptionalLong rate,
            BackupRequest.Patience patience) {
        return new BackupRequest(
                ID, "a test", "db1", repositories, true, rate, BackupLimits.DEFAULT, patience);
    }

    BackupResult run(
            ConnectionSettings settings, BackupRequest request, BackupProgress.Listener listener) {
        return run(settings, request, listener, frontiers());
    }

    static WalFrontiers frontiers() {
        return new StoredWal(System::nanoTime, Duration.ofMillis(100));
    }

    BackupResult run(
            ConnectionSettings settings,
            BackupRequest request,
            BackupProgress.Listener listener,
            WalFrontiers frontiers) {
        return new BaseBackup(
                        link.connector, settings, choice, frontiers, cpu, CLOCK, System::nanoTime)
                .run(request, listener);
    }

    public BackupResult.Complete complete(ConnectionSettings settings, BackupRequest request) {
        return (BackupResult.Complete) run(settings, request, progress -> {});
    }

    @Override
    public void close() {
        link.close();
        cpu.close();
    }
}
