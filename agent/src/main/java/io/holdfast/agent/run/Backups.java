package io.holdfast.agent.run;

import io.holdfast.agent.backup.BackupProgress;
import io.holdfast.agent.backup.BackupRequest;
import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.backup.BaseBackup;
import io.holdfast.agent.backup.SourceChoice;
import io.holdfast.agent.backup.StoredWal;
import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.replication.PgConnector;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.write.BackupLimits;
import io.holdfast.settings.value.ByteRate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/** Makes base backups as the configuration says. Closing it ends its threads. */
public final class Backups implements AutoCloseable {
    private static final int THREADS = 2;
    private static final Duration FRONTIER_POLL = Duration.ofMillis(500);

    private final AgentConfig config;
    private final ExecutorService cpu =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().name("backup-", 0).daemon().factory());
    private final BaseBackup backup;

    /**
     * @param nanos monotonic
     */
    public Backups(
            AgentConfig config, PgConnector connector, InstantSource clock, LongSupplier nanos) {
        this.config = config;
        this.backup =
                new BaseBackup(
                        connector,
                        Connections.of(config.postgres()),
                        choice(config),
                        new StoredWal(nanos, FRONTIER_POLL),
                        cpu,
                        clock,
                        nanos);
    }

    private static SourceChoice choice(AgentConfig config) {
        SourceChoice.Wish wish =
                switch (config.backup().source()) {
                    case AUTO -> SourceChoice.Wish.AUTO;
                    case LOCAL -> SourceChoice.Wish.LOCAL;
                    case STREAMED -> SourceChoice.Wish.STREAMED;
                };
        return new SourceChoice(wish, Optional.ofNullable(config.postgres().dataDirectory()));
    }

    /** Makes one full backup; blocks, on a virtual thread, until it is complete. */
    public BackupResult full(
            BackupId id,
            List<ClusterRepository> repositories,
            boolean isUrgent,
            BackupProgress.Listener listener) {
        BackupRequest request =
                new BackupRequest(
                        id,
                        "holdfast " + id,
                        config.instance(),
                        repositories,
                        isUrgent,
                        throttle(config),
                        BackupLimits.DEFAULT,
                        BackupRequest.Patience.DEFAULT);
        return backup.run(request, listener);
    }

    static OptionalLong throttle(AgentConfig config) {
        ByteRate rate = config.backup().throttle();
        return rate == null ? OptionalLong.empty() : OptionalLong.of(rate.bytesPerSecond());
    }

    @Override
    public void close() {
        cpu.shutdownNow();
    }
}
