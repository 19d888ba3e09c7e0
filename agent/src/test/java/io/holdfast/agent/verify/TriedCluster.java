package io.holdfast.agent.verify;

import io.holdfast.agent.replication.PgConnector;
import io.holdfast.agent.restore.testing.FlakyStore;
import io.holdfast.agent.restore.testing.SourceCluster;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.verify.trial.Trial;
import io.holdfast.agent.verify.trial.TrialOptions;
import io.holdfast.agent.verify.trial.TrialResult;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.target.RestoreTarget;
import io.holdfast.repository.testing.Damage;
import io.holdfast.repository.wal.WalNames;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real running cluster with a tablespace and segments of a megabyte, backed up, and with WAL of
 * six segments after the backup; all in one repository.
 */
final class TriedCluster implements AutoCloseable {
    private static final int TABLES = 6;

    private final Path scratch;
    private final Vertx vertx = Vertx.vertx();
    private final PgConnector connector =
            new PgConnector(
                    vertx, Instant::now, System::nanoTime, PgConnector.DEFAULT_BUFFER_BYTES);
    private final Lsn[] afterTable = new Lsn[TABLES + 1];
    final EmbeddedPostgres source;
    final FlakyStore store = new FlakyStore(new MemoryObjectStore());
    final SourceCluster cluster;
    final BackupManifest backup;
    final Lsn frontier;

    interface Preparation {
        void prepare(EmbeddedPostgres source) throws IOException;
    }

    TriedCluster(Path folder, int major, Preparation preparation) throws IOException {
        this.scratch = Files.createDirectories(folder.resolve("scratch"));
        Path tablespace = Files.createDirectories(folder.resolve("space"));
        this.source =
                EmbeddedPostgres.builder(major)
                        .walSegmentSizeMb(1)
                        .setting("wal_keep_size", "1GB")
                        .setting("autovacuum", "off")
                        .start();
        try {
            this.cluster = new SourceCluster(source, store);
            source.execute(
                    "create tablespace apart location '" + tablespace + "'",
                    "create table base (n int primary key) tablespace apart",
                    "insert into base select generate_series(1, 1000)",
                    "create database other");
            preparation.prepare(source);
            this.backup = cluster.backUp();
            for (int i = 1; i <= TABLES; i++) {
                source.execute(
                        "create table t" + i + " as select generate_series(1, 5000) n",
                        "select pg_switch_wal()");
                afterTable[i] = Lsn.parse(source.queryString("select pg_current_wal_lsn()"));
            }
            source.execute("select pg_create_restore_point('end')");
            this.frontier = cluster.archiveWal();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    ClusterRepository repository() {
        return cluster.archive().repository();
    }

    ObjectStore objects() {
        return repository().store();
    }

    BackupNames names() {
        return new BackupNames(backup.id());
    }

    /** Where the segment begins into which the table's successor was written. */
    Lsn middle() {
        return cluster.segmentSize().startOf(afterTable[3]);
    }

    /** The piece with which that segment begins. */
    String middlePiece() {
        return WalNames.piece(cluster.epoch().epoch(), cluster.epoch().timeline(), middle());
    }

    void flip(String name) {
        Damage.flip(objects(), name, objects().get(name).orElseThrow().length - 40);
    }

    TrialOptions options() {
        return options(EmbeddedPostgres.programs(source.major()), false);
    }

    TrialOptions options(Path programs, boolean isCheckingIndexes) {
        return new TrialOptions(
                scratch,
                Optional.of(programs),
                "",
                List.of("nobody_here", "postgres"),
                isCheckingIndexes,
                Duration.ofSeconds(90),
                connector);
    }

    BackupVerification verify(Level upTo) {
        return verify(upTo, options(), VerifyListener.NONE);
    }

    BackupVerification verify(Level upTo, TrialOptions options, VerifyListener listener) {
        return new Verification(
                        repository(), upTo, 3, listener, System::nanoTime, Optional.of(options))
                .run(Optional.empty())
                .getFirst();
    }

    /** Without the levels before it. */
    TrialResult attempt(RestoreTarget target) {
        return new Trial(repository(), options(), System::nanoTime)
                .run(backup, cluster.epoch().timeline(), target, bytes -> {});
    }

    /** The server of the trial that is under way, once it replays. */
    ProcessHandle replayingServer() {
        Eventually.until("redo", () -> read("r/server.log").contains("redo starts"));
        long pid = Long.parseLong(read("data/postmaster.pid").lines().findFirst().orElseThrow());
        return ProcessHandle.of(pid).orElseThrow();
    }

    private String read(String name) {
        try {
            return Files.readString(leftInScratch().getFirst().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Path> leftInScratch() throws IOException {
        try (Stream<Path> left = Files.list(scratch)) {
            return left.toList();
        }
    }

    @Override
    public void close() {
        source.close();
        connector.close();
        vertx.close().await();
    }
}
