package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a PostgreSQL 18, or to its files, while it is backed up. */
class BackupRaceTest {
    /** A fresh cluster of 30 MB takes some seconds. */
    private static final long SLOWLY = 6 << 20;

    private final Repositories repositories = new Repositories();
    private final ClusterRepository near = repositories.add("near", new MemoryObjectStore()).open();
    private final Backups backups = new Backups();

    @TempDir Path directory;

    private EmbeddedPostgres server;
    private ConnectionSettings settings;

    @BeforeEach
    void startServer() {
        server =
                EmbeddedPostgres.builder(18)
                        .withoutTemplateDatabases()
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("autovacuum", "off")
                        .start();
        settings = Link.as(server, "postgres");
    }

    @AfterEach
    void stop() {
        backups.close();
        server.close();
    }

    private BackupResult whileCopying(Runnable meanwhile) {
        AtomicBoolean isDone = new AtomicBoolean();
        return backups.run(
                settings,
                Backups.throttled(List.of(near), SLOWLY),
                progress -> {
                    if (progress.phase() == BackupProgress.Phase.COPYING
                            && isDone.compareAndSet(false, true)) {
                        meanwhile.run();
                    }
                });
    }

    @Test
    @DisplayName("T46: a backup whose session is lost is given up, and never listed as complete")
    void aLostSessionEndsTheBackup() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            HoldfastException e =
                    assertThrows(
                            HoldfastException.class,
                            () ->
                                    whileCopying(
                                            () ->
                                                    server.execute(
                                                            "select pg_terminate_backend(pid) from"
                                                                    + " pg_stat_progress_basebackup")));

            assertEquals("postgres-57p01", e.code(), e::getMessage);
            assertInstanceOf(
                    ListedBackup.GivenUp.class,
                    new BackupCatalog(near).find(Backups.ID).orElseThrow());
        }
    }

    @Test
    @DisplayName("T49: files that vanish, shrink or grow while they are copied are recovered")
    void filesThatChangeMeanwhileAreRecovered() throws Exception {
        server.execute(
                "create table vanishing as select generate_series(1, 50000) i",
                "create table shrinking as select generate_series(1, 50000) i",
                "create table growing as select generate_series(1, 50000) i",
                "checkpoint");
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            BackupResult result =
                    whileCopying(
                            () ->
                                    server.execute(
                                            "drop table vanishing",
                                            "delete from shrinking where i > 1000",
                                            "vacuum shrinking",
                                            "insert into growing select generate_series(1, 50000)",
                                            "checkpoint"));
            capturing.awaitAcknowledged();

            assertInstanceOf(BackupResult.Complete.class, result);
        }
        try (EmbeddedPostgres copy = Restored.into(directory, near, Backups.ID).start()) {
            assertEquals(1_000, copy.queryLong("select count(*) from shrinking"));
            assertEquals(100_000, copy.queryLong("select count(*) from growing"));
            assertEquals("t", copy.queryString("select to_regclass('vanishing') is null"));
        }
    }

    @Test
    @DisplayName("T53: what is backed up is what a file holds, whatever its time says")
    void timesOfFilesDecideNothing() throws Exception {
        server.execute("create table t as select 1 as i");
        Path file =
                server.dataDirectory()
                        .resolve(server.queryString("select pg_relation_filepath('t')"));
        ClusterRepository far = repositories.add("far", new MemoryObjectStore()).open();
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
            backups.complete(settings, Backups.request(List.of(near)));
            FileTime time = Files.getLastModifiedTime(file);
            // durable before the next backup begins, so that no WAL of it brings the change back
            server.execute("update t set i = 2", "checkpoint");
            Files.setLastModifiedTime(file, time);

            backups.complete(settings, Backups.request(List.of(far)));
            capturing.awaitAcknowledged();
        }
        try (EmbeddedPostgres copy = Restored.into(directory, far, Backups.ID).start()) {
            assertEquals(2, copy.queryLong("select i from t"));
        }
    }
}
