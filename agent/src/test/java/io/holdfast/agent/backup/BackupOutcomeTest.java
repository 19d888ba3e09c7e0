package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.postgres.StopMode;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.Damage.DamagedPage;
import io.holdfast.repository.backup.ExternalFile;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How streamed backups of PostgreSQL 18 end, other than well. */
class BackupOutcomeTest {
    private final Repositories repositories = new Repositories();
    private final ClusterRepository near = repositories.add("near", new MemoryObjectStore()).open();
    private final Backups backups = new Backups();

    @TempDir Path directory;

    private EmbeddedPostgres server;
    private ConnectionSettings settings;

    @BeforeEach
    void startServer() throws IOException {
        Path hba = directory.resolve("pg_hba.conf");
        Files.writeString(
                hba, "local all all trust\nhost all,replication all 127.0.0.1/32 trust\n");
        server =
                EmbeddedPostgres.builder(18)
                        .dataChecksums(true)
                        .setting("hba_file", hba.toString())
                        .start();
        settings = Link.as(server, "postgres");
    }

    @AfterEach
    void stop() {
        backups.close();
        server.close();
    }

    @Test
    @DisplayName("T58: a server in recovery is refused")
    void aStandbyIsRefused() {
        try (EmbeddedPostgres standby = server.startStandby(Map.of())) {
            HoldfastException e =
                    assertFails(Link.as(standby, "postgres"), Backups.request(List.of(near)));

            assertEquals("backup-of-standby", e.code());
        }
    }

    @Test
    @DisplayName("T23: without WAL capture no backup begins")
    void withoutCaptureNothingBegins() {
        HoldfastException e = assertFails(settings, Backups.impatient(List.of(near)));

        assertEquals("backup-wal-not-captured", e.code());
        assertEquals(Optional.empty(), new BackupCatalog(near).find(Backups.ID));
    }

    @Test
    @DisplayName("T23: capture that begins after the first look is soon enough")
    void captureMayBeginAfterTheServerWasLookedAt() {
        List<Capturing> late = new ArrayList<>();
        WalFrontiers frontiers =
                (repository, flushed, patience) -> {
                    if (late.isEmpty()) {
                        server.execute("select pg_switch_wal()");
                        // a new slot keeps the WAL from the last checkpoint on, none before that
                        server.execute("checkpoint");
                        late.add(new Capturing(server, repositories));
                    }
                    return Backups.frontiers().await(repository, flushed, patience);
                };
        try {
            BackupResult result =
                    backups.run(
                            settings, Backups.request(List.of(near)), progress -> {}, frontiers);

            assertInstanceOf(BackupResult.Complete.class, result);
            assertInstanceOf(ListedBackup.Complete.class, find(near));
        } finally {
            late.forEach(Capturing::close);
        }
    }

    @Test
    @DisplayName("T59: what the WAL does not reach is not listed")
    void aRepositoryWithoutTheLastWalDoesNotListTheBackup() {
        Capturing capturing = new Capturing(server, repositories);
        capturing.awaitAcknowledged();

        HoldfastException e =
                assertThrows(
                        HoldfastException.class,
                        () ->
                                backups.run(
                                        settings,
                                        Backups.withoutTimeForWal(List.of(near)),
                                        progress -> {
                                            if (progress.phase() == BackupProgress.Phase.STARTING) {
                                                capturing.close();
                                            }
                                        }));

        assertEquals("backup-complete-nowhere", e.code());
        assertInstanceOf(ListedBackup.GivenUp.class, find(near));
    }

    @Test
    @DisplayName("T59: one repository without WAL does not hold up the other")
    void theRepositoryThatCapturesCompletesAlone() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
            // too late for the capture that runs
            ClusterRepository idle = repositories.add("idle", new MemoryObjectStore()).open();

            BackupResult.Complete result =
                    backups.complete(settings, Backups.impatientToStart(List.of(near, idle)));

            assertEquals(List.of("near"), result.repositories());
            assertEquals("idle", result.left().getFirst().repository().name());
            assertInstanceOf(ListedBackup.Complete.class, find(near));
        }
    }

    @Test
    void aSecondRunOfTheSameIdIsToldSo() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
            backups.complete(settings, Backups.request(List.of(near)));

            BackupResult second =
                    backups.run(settings, Backups.request(List.of(near)), progress -> {});

            assertEquals(
                    "db1", assertInstanceOf(BackupResult.Taken.class, second).theirs().instance());
        }
    }

    @Test
    void aCancelledBackupIsGivenUpAndLeavesTheServer() throws Exception {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();
            CompletableFuture<HoldfastException> failure = new CompletableFuture<>();
            CompletableFuture<Boolean> copying = new CompletableFuture<>();

            Thread run = Thread.ofVirtual().start(() -> failure.complete(cancelled(near, copying)));
            copying.join();
            run.interrupt();

            assertEquals("interrupted", failure.get().code());
            assertInstanceOf(ListedBackup.GivenUp.class, find(near));
            Eventually.until(
                    () -> "the walsender of the backup to end",
                    () ->
                            server.queryLong("select count(*) from pg_stat_progress_basebackup")
                                    == 0);
        }
    }

    private HoldfastException cancelled(
            ClusterRepository repository, CompletableFuture<Boolean> copying) {
        return assertThrows(
                HoldfastException.class,
                () ->
                        backups.run(
                                settings,
                                Backups.throttled(List.of(repository), 256 << 10),
                                progress -> {
                                    if (progress.phase() == BackupProgress.Phase.COPYING) {
                                        copying.complete(true);
                                    }
                                }));
    }

    @Test
    @DisplayName("T51: a damaged page is named, and the backup is complete but degraded")
    void aDamagedPageIsNamed() throws Exception {
        server.execute("create table sick as select i from generate_series(1, 2000) i");
        String path = server.queryString("select pg_relation_filepath('sick')");
        server.stop(StopMode.FAST);
        try (RandomAccessFile file =
                new RandomAccessFile(server.dataDirectory().resolve(path).toFile(), "rw")) {
            file.seek(3 * 8192 + 4000);
            file.write(0x55);
        }
        server.start();
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            var damage =
                    backups.complete(settings, Backups.request(List.of(near))).manifest().damage();

            assertEquals(1, damage.pageCount());
            assertEquals(List.of(new DamagedPage(path, 3)), damage.pages());
        }
    }

    @Test
    @DisplayName("T64: configuration outside the data directory is kept")
    void externalConfigurationIsKept() throws Exception {
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            var manifest = backups.complete(settings, Backups.request(List.of(near))).manifest();

            String location = directory.resolve("pg_hba.conf").toString();
            ExternalFile hba =
                    new ExternalFile("hba_file", location, "holdfast.external" + location, null);
            assertEquals(List.of(hba), manifest.externalFiles());
            Restored restored = Restored.into(directory, near, Backups.ID);
            assertEquals(
                    Files.readString(directory.resolve("pg_hba.conf")),
                    restored.text(String.valueOf(hba.path())));
        }
    }

    @Test
    @DisplayName("T64: a role that may do nothing but replicate is told what it could not read")
    void aRoleWithoutPrivilegesMakesACompleteBackup() {
        server.execute("create role humble login replication");
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            var result =
                    backups.complete(Link.as(server, "humble"), Backups.request(List.of(near)));

            assertEquals(List.of("near"), result.repositories());
            assertTrue(
                    result.manifest().externalFiles().stream()
                            .allMatch(file -> file.notRead() != null));
            assertTrue(result.manifest().externalFiles().size() > 1);
        }
    }

    @Test
    void theWayOfABackupCanBeWatched() {
        List<BackupProgress> seen = new ArrayList<>();
        server.execute(
                "create table wide as select repeat(md5(i::text), 30) from generate_series(1,"
                        + " 40000) i");
        try (Capturing capturing = new Capturing(server, repositories)) {
            capturing.awaitAcknowledged();

            backups.run(settings, Backups.request(List.of(near)), seen::add);
        }

        assertEquals(
                List.of(BackupProgress.Phase.values()),
                seen.stream().map(BackupProgress::phase).distinct().toList());
        BackupProgress last = seen.getLast();
        assertTrue(last.files() > 900, () -> last.toString());
        assertTrue(last.bytes() > 40 << 20, () -> last.toString());
        assertTrue(seen.size() > BackupProgress.Phase.values().length);
        assertTrue(last.totalBytes().orElseThrow() > 40 << 20);
    }

    private HoldfastException assertFails(ConnectionSettings at, BackupRequest request) {
        return assertThrows(
                HoldfastException.class, () -> backups.run(at, request, progress -> {}));
    }

    private static ListedBackup find(ClusterRepository repository) {
        return new BackupCatalog(repository).find(Backups.ID).orElseThrow();
    }
}
