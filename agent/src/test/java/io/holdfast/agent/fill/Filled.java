package io.holdfast.agent.fill;

import io.holdfast.agent.backup.BackupProgress;
import io.holdfast.agent.backup.BackupRequest;
import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.backup.BaseBackup;
import io.holdfast.agent.backup.SourceChoice;
import io.holdfast.agent.backup.StoredWal;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.agent.testing.SwitchableFault;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.write.BackupLimits;
import io.holdfast.repository.expire.RetentionRules;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.directory.DirectoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server whose WAL is captured into two directories, of which one can fail. */
final class Filled implements AutoCloseable {
    static final RetentionRules EVERYTHING = newest(null);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int PACK_BYTES = 400_000;

    final Repositories repositories = new Repositories();
    final SwitchableFault fault = new SwitchableFault();
    final ObjectStore farStore;
    final ClusterRepository near;
    final ClusterRepository far;
    final Capturing capturing;
    private final EmbeddedPostgres server;
    private final ObjectStore nearStore;
    private final ExecutorService cpu = Executors.newFixedThreadPool(2);

    Filled(EmbeddedPostgres server, Path folder) throws IOException {
        this.server = server;
        this.nearStore = DirectoryObjectStore.open(Files.createDirectory(folder.resolve("near")));
        this.farStore = DirectoryObjectStore.open(Files.createDirectory(folder.resolve("far")));
        this.near = repositories.add("near", nearStore).open();
        repositories.add("far", new FaultyObjectStore(farStore, fault));
        this.far = repositories.over(nearStore, farStore).open(1);
        this.capturing = new Capturing(server, repositories);
        capturing.awaitAcknowledged();
    }

    /** Keeps so many; null keeps all. */
    static RetentionRules newest(@org.jspecify.annotations.Nullable Integer count) {
        return new RetentionRules(0, 0, 0, 0, count, null, Duration.ofDays(7));
    }

    Filling filling(RetentionRules rules) {
        return filling(rules, repositories);
    }

    Filling filling(RetentionRules rules, Repositories of) {
        return new Filling(
                of.openers(),
                () -> rules,
                OptionalLong.empty(),
                InstantSource.system(),
                System::nanoTime);
    }

    /** The same repositories, the far one through these faults. */
    Repositories through(FaultyObjectStore.Fault... faults) {
        return repositories.over(nearStore, new FaultyObjectStore(farStore, faults));
    }

    /** A backup of the near repository alone. */
    BackupId backupNear() {
        return backup(List.of(near), progress -> {}).manifest().id();
    }

    BackupResult.Complete backup(List<ClusterRepository> into, BackupProgress.Listener listener) {
        BackupId id = BackupId.fresh(Instant.now(), new SecureRandom());
        BackupRequest request =
                new BackupRequest(
                        id,
                        "a test",
                        "db1",
                        into,
                        true,
                        OptionalLong.empty(),
                        new BackupLimits(PACK_BYTES, 2, 100_000, PATIENCE),
                        new BackupRequest.Patience(PATIENCE, PATIENCE, PATIENCE));
        BaseBackup backup =
                new BaseBackup(
                        capturing.connector(),
                        Capturing.connection(server),
                        SourceChoice.STREAMED,
                        new StoredWal(System::nanoTime, POLL),
                        cpu,
                        InstantSource.system(),
                        System::nanoTime);
        return (BackupResult.Complete) backup.run(request, listener);
    }

    static boolean isComplete(ClusterRepository repository, BackupId id) {
        return find(repository, id).filter(ListedBackup.Complete.class::isInstance).isPresent();
    }

    static Optional<ListedBackup> find(ClusterRepository repository, BackupId id) {
        return new BackupCatalog(repository).find(id);
    }

    /** From now on the far repository cannot be reached by anybody. */
    void loseFar() {
        fault.become(
                Faults.failsWith(
                        operation -> true,
                        new io.holdfast.error.HoldfastException(
                                io.holdfast.error.ErrorCategory.TRANSIENT,
                                "far-away",
                                "far is away",
                                "Bring it back.")));
    }

    @Override
    public void close() {
        capturing.close();
        cpu.close();
    }
}
