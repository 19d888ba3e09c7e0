package io.holdfast.agent.backup;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.write.BackupLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes streamed backups as an agent would. */
final class Backups implements AutoCloseable {
    static final BackupId ID = new BackupId("20260102T030405Z-4f1c09ab");

    private static final InstantSource CLOCK = InstantSource.system();

    final Link link = new Link();
    private final ExecutorService cpu = Executors.newFixedThreadPool(2);

    static BackupRequest request(List<ClusterRepository> repositories) {
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

    static BackupRequest impatient(List<ClusterRepository> repositories) {
        BackupRequest request = request(repositories);
        return new BackupRequest(
                request.id(),
                request.label(),
                request.instance(),
                repositories,
                true,
                OptionalLong.empty(),
                request.limits(),
                new BackupRequest.Patience(Link.PATIENCE, Duration.ZERO, Duration.ZERO));
    }

    static BackupRequest throttled(List<ClusterRepository> repositories, long bytesPerSecond) {
        BackupRequest request = request(repositories);
        return new BackupRequest(
                request.id(),
                request.label(),
                request.instance(),
                repositories,
                true,
                OptionalLong.of(bytesPerSecond),
                request.limits(),
                request.patience());
    }

    WalPump pump(ConnectionSettings settings, List<ClusterRepository> repositories) {
        return new WalPump(link.connector, settings, repositories);
    }

    BackupResult run(
            ConnectionSettings settings, BackupRequest request, BackupProgress.Listener listener) {
        return new StreamedBackup(
                        link.connector,
                        settings,
                        new StoredWal(System::nanoTime, Duration.ofMillis(100)),
                        cpu,
                        CLOCK)
                .run(request, listener);
    }

    BackupResult.Complete complete(ConnectionSettings settings, BackupRequest request) {
        return (BackupResult.Complete) run(settings, request, progress -> {});
    }

    @Override
    public void close() {
        link.close();
        cpu.close();
    }
}
