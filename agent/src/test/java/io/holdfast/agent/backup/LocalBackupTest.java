package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.Damage.DamagedPage;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How local backups of PostgreSQL 18 end. */
class LocalBackupTest {
    private static final String BACKING_UP =
            "from pg_stat_activity where application_name = 'holdfast-backup'";

    private final Repositories repositories = new Repositories();
    private final ClusterRepository near = repositories.add("near", new MemoryObjectStore()).open();
    private final Backups backups = new Backups(Backups.only(BackupSource.LOCAL));

    private EmbeddedPostgres server;
    private ConnectionSettings settings;

    @BeforeEach
    void start() {
        server = EmbeddedPostgres.builder(18).dataChecksums(true).start();
        settings = Link.as(server, "postgres");
    }

    @AfterEach
    void stop() {
        backups.close();
        server.close();
    }

    @Test
    @DisplayName("T46: a backup whose session is ended is given up, and listed nowhere")
    void aBackupWhoseSessionIsEndedIsGivenUp() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            HoldfastException e =
                    interrupted(
                            () -> server.execute("select pg_terminate_backend(pid) " + BACKING_UP));

            assertEquals("backup-session-lost", e.code());
            assertInstanceOf(ListedBackup.GivenUp.class, find());
        }
    }

    @Test
    @DisplayName("T46: a restart of the server ends the backup with a sentence")
    void aRestartEndsTheBackup() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            HoldfastException e = interrupted(() -> server.restart());

            assertEquals("backup-session-lost", e.code());
            assertInstanceOf(ListedBackup.GivenUp.class, find());
        }
    }

    @Test
    void aCancelledBackupIsGivenUpAndLeavesTheServer() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            HoldfastException e =
                    interrupted(
                            () -> {
                                assertEquals(1, server.queryLong("select count(*) " + BACKING_UP));
                                Thread.currentThread().interrupt();
                            });

            assertEquals("interrupted", e.code());
            assertEquals(true, Thread.interrupted());
            assertInstanceOf(ListedBackup.GivenUp.class, find());
            Eventually.until(
                    () -> "the session of the backup to end",
                    () -> server.queryLong("select count(*) " + BACKING_UP) == 0);
        }
    }

    /** Something happens while a slow backup copies. */
    private HoldfastException interrupted(Runnable event) {
        AtomicBoolean happened = new AtomicBoolean();
        return assertThrows(
                HoldfastException.class,
                () ->
                        backups.run(
                                settings,
                                Backups.throttled(List.of(near), 8 << 20),
                                progress -> {
                                    if (progress.phase() == BackupProgress.Phase.COPYING
                                            && happened.compareAndSet(false, true)) {
                                        event.run();
                                    }
                                }));
    }

    @Test
    @DisplayName("T51: a damaged page is named, and the backup is complete but degraded")
    void aDamagedPageIsNamed() throws Exception {
        server.execute("create table sick as select i from generate_series(1, 90000) i");
        String path = server.queryString("select pg_relation_filepath('sick')");
        server.stop(StopMode.FAST);
        try (RandomAccessFile file =
                new RandomAccessFile(server.dataDirectory().resolve(path).toFile(), "rw")) {
            for (int block : new int[] {3, 300}) {
                file.seek(block * 8192L + 4000);
                file.write(0x55);
            }
        }
        server.start();
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            var damage =
                    backups.complete(settings, Backups.request(List.of(near))).manifest().damage();

            assertEquals(
                    List.of(new DamagedPage(path, 3), new DamagedPage(path, 300)), damage.pages());
            assertEquals(2, damage.pageCount());
        }
    }

    @Test
    @DisplayName("T50: the control file is the last that is copied")
    void theControlFileComesLast() {
        List<BackupProgress> seen = new ArrayList<>();
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            backups.run(settings, Backups.request(List.of(near)), seen::add);
        }

        List<String> paths = new ArrayList<>();
        new BackupCatalog(near)
                .open(Backups.ID)
                .entries()
                .forEach(entry -> paths.add(entry.path().toString()));
        assertEquals(
                List.of("global/pg_control", "backup_label"),
                paths.subList(paths.size() - 2, paths.size()));
        assertEquals(
                List.of(BackupProgress.Phase.values()),
                seen.stream().map(BackupProgress::phase).distinct().toList());
        BackupProgress last = seen.getLast();
        long off = Math.abs(last.bytes() - last.totalBytes().orElseThrow());
        assertEquals(0, off >> 20, last.toString());
    }

    private ListedBackup find() {
        return new BackupCatalog(near).find(Backups.ID).orElseThrow();
    }
}
