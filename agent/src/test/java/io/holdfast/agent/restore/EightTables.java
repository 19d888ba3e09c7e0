package io.holdfast.agent.restore;

import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.restore.testing.FlakyStore;
import io.holdfast.agent.restore.testing.SourceCluster;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.WalSegment;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.target.RestoreTarget;
import io.holdfast.repository.wal.WalNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * A real cluster with segments of a megabyte and a tablespace: one backup, then eight tables with a
 * restore point and a segment switch after each. All of it is in a repository that can be cut off.
 */
final class EightTables implements AutoCloseable {
    private final Path folder;
    private final int major;
    private final FlakyStore store = new FlakyStore(new MemoryObjectStore());
    private final EmbeddedPostgres source;
    private final SourceCluster cluster;
    private final Lsn[] afterTable = new Lsn[9];
    private final Instant[] timeAfterTable = new Instant[9];
    private final long[] xidOfTable = new long[9];
    private final Lsn frontier;
    private int restores;

    EightTables(Path folder, int major) throws IOException {
        this.folder = folder;
        this.major = major;
        Path tablespace = Files.createDirectories(folder.resolve("old space"));
        this.source =
                EmbeddedPostgres.builder(major)
                        .withoutTemplateDatabases()
                        .walSegmentSizeMb(1)
                        .setting("wal_keep_size", "1GB")
                        .setting("autovacuum", "off")
                        .start();
        this.cluster = new SourceCluster(source, store);
        source.execute(
                "create tablespace apart location '" + tablespace + "'",
                "create table base (n int) tablespace apart",
                "insert into base select generate_series(1, 10000)");
        cluster.backUp();
        for (int i = 1; i <= 8; i++) {
            source.execute("create table t" + i + " as select generate_series(1, 5000) n");
            xidOfTable[i] =
                    source.queryLong(
                            "select xmin::text::bigint from pg_class where relname = 't" + i + "'");
            source.execute("select pg_create_restore_point('after-" + i + "')");
            afterTable[i] = Lsn.parse(source.queryString("select pg_current_wal_insert_lsn()"));
            timeAfterTable[i] = serverTime();
            source.execute("select pg_switch_wal()");
        }
        this.frontier = cluster.archiveWal();
    }

    private Instant serverTime() {
        return Instant.EPOCH.plus(
                source.queryLong("select (extract(epoch from clock_timestamp()) * 1e6)::bigint"),
                ChronoUnit.MICROS);
    }

    FlakyStore store() {
        return store;
    }

    /** The cluster's own folder. */
    ObjectStore objects() {
        return cluster.archive().repository().store();
    }

    EmbeddedPostgres source() {
        return source;
    }

    Lsn after(int table) {
        return afterTable[table];
    }

    Instant timeAfter(int table) {
        return timeAfterTable[table];
    }

    long xidOf(int table) {
        return xidOfTable[table];
    }

    Lsn frontier() {
        return frontier;
    }

    /** The name of the piece with which the segment of a table's end begins. */
    String pieceOf(int table) {
        Lsn start = cluster.segmentSize().startOf(afterTable[table]);
        return WalNames.piece(cluster.epoch().epoch(), cluster.epoch().timeline(), start);
    }

    /** The name of the segment in which a table ends. */
    String segmentOf(int table) {
        return WalSegment.containing(
                        cluster.epoch().timeline(), afterTable[table], cluster.segmentSize())
                .name();
    }

    /** For a directory, a spool and a tablespace of its own. */
    RestoreRequest request(String target, RecoveryAction action) {
        restores++;
        return new RestoreRequest(
                cluster.archive().repository(),
                RestoreTarget.parse(target, true),
                Optional.empty(),
                Optional.empty(),
                new Destination(
                        folder.resolve("restored-" + restores),
                        Map.of(
                                folder.resolve("old space").toString(),
                                folder.resolve("space-" + restores))),
                action,
                FeederOptions.in(folder.resolve("spool-" + restores))
                        .withStaleAfter(Duration.ofSeconds(5)));
    }

    /** Plans and applies. */
    RestorePlan restored(String target, RecoveryAction action) {
        RestorePlan plan = RestorePlanner.plan(request(target, action));
        RestoreApply.run(plan, ApplyOptions.DEFAULT, progress -> {}, System::nanoTime);
        return plan;
    }

    /** Starts a server on what was restored, and waits until it answers. */
    EmbeddedPostgres start(RestorePlan plan) {
        return EmbeddedPostgres.open(major, plan.files().dataDirectory()).start();
    }

    /** Starts a server that may well fail. */
    EmbeddedPostgres launch(RestorePlan plan) {
        return EmbeddedPostgres.open(major, plan.files().dataDirectory()).launch();
    }

    static long tables(EmbeddedPostgres server) {
        return server.queryLong("select count(*) from pg_class where relname ~ '^t[0-9]$'");
    }

    @Override
    public void close() {
        source.close();
    }
}
