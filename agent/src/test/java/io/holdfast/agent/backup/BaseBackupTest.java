package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.Tablespace;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaseBackupTest {
    private final Repositories repositories = new Repositories();
    private final ClusterRepository near = repositories.add("near", new MemoryObjectStore()).open();
    private final ClusterRepository far = repositories.add("far", new MemoryObjectStore()).open();
    private final List<ClusterRepository> both = List.of(near, far);

    @TempDir Path directory;

    @ParameterizedTest(name = "postgresql {0}, {1}")
    @CsvSource({
        "14, STREAMED", "15, STREAMED", "16, STREAMED", "17, STREAMED", "18, STREAMED",
        "14, LOCAL", "15, LOCAL", "16, LOCAL", "17, LOCAL", "18, LOCAL"
    })
    @DisplayName("T17, T47, T48: a backup under load, with tablespaces, is restored on every major")
    void isRestoredOnEveryMajor(int major, BackupSource source) throws Exception {
        try (EmbeddedPostgres server = server(major);
                Backups backups = new Backups(Backups.only(source))) {
            ConnectionSettings settings = Link.as(server, "postgres");
            prepare(server);
            long rounds;
            BackupResult.Complete result;
            try (Capturing capturing = new Capturing(server, repositories)) {
                try (Workload workload = new Workload(server)) {
                    result = backups.complete(settings, Backups.request(both));
                    rounds = workload.rounds();
                }
                capturing.awaitAcknowledged();
            }

            assertEquals(Set.of("near", "far"), Set.copyOf(result.repositories()));
            assertEquals(List.of(), result.left());
            assertEquals(source, result.manifest().source());
            assertManifest(result.manifest(), major);
            assertEntries(near);
            assertRestored(far, rounds);
        }
    }

    private EmbeddedPostgres server(int major) {
        return EmbeddedPostgres.builder(major)
                .walSegmentSizeMb(1)
                .dataChecksums(true)
                .setting("allow_in_place_tablespaces", "on")
                .setting("max_connections", "37")
                .start();
    }

    private void prepare(EmbeddedPostgres server) throws Exception {
        Path space = Files.createDirectory(directory.resolve("a = b"));
        server.execute(
                "create tablespace linked location '" + space + "'",
                "set allow_in_place_tablespaces = on",
                "create tablespace inside location ''",
                "create table in_linked tablespace linked as select i from generate_series(1, 5000)"
                        + " i",
                "create table in_inside tablespace inside as select i from generate_series(1, 7000)"
                        + " i",
                "create unlogged table volatile_rows as select 1 as one",
                "create index on in_linked (i) tablespace inside",
                "select pg_create_physical_replication_slot('kept_behind', true)",
                "checkpoint");
        Files.writeString(server.dataDirectory().resolve("notes and 100%.txt"), "mine");
        Files.writeString(server.dataDirectory().resolve("pg_stat_tmp/junk"), "junk");
    }

    private static void assertManifest(BackupManifest manifest, int major) {
        assertEquals(major, manifest.server().major());
        assertEquals(1 << 20, manifest.server().walSegmentSize());
        assertTrue(manifest.server().dataChecksums());
        assertEquals("37", manifest.settings().get("max_connections"));
        assertTrue(
                String.valueOf(manifest.settings().get("replication_slots"))
                        .contains("kept_behind (physical)"));
        assertEquals(Damage.NONE, manifest.damage());
        assertTrue(manifest.wal().start().isBefore(manifest.wal().stop()));
        assertEquals(
                Set.of(true, false),
                manifest.tablespaces().stream()
                        .map(Tablespace::inPlace)
                        .collect(Collectors.toSet()));
    }

    /** T47, T48: what does not belong into a backup is not in it. */
    private static void assertEntries(ClusterRepository repository) {
        Set<String> paths =
                StreamSupport.stream(
                                new BackupCatalog(repository)
                                        .open(Backups.ID)
                                        .entries()
                                        .spliterator(),
                                false)
                        .map(FileEntry::path)
                        .map(Object::toString)
                        .collect(Collectors.toSet());
        assertTrue(paths.contains("global/pg_control"));
        assertTrue(paths.contains("notes and 100%.txt"));
        assertTrue(paths.contains("pg_stat_tmp"));
        assertTrue(paths.contains("pg_replslot"));
        assertTrue(paths.contains("pg_wal"));
        for (String gone : List.of("pg_stat_tmp/", "pg_replslot/", "postmaster.", "pg_wal/0")) {
            assertFalse(paths.stream().anyMatch(path -> path.startsWith(gone)), gone);
        }
    }

    private void assertRestored(ClusterRepository repository, long rounds) throws Exception {
        Restored restored = Restored.into(directory, repository, Backups.ID);
        assertTrue(restored.text("backup_label").contains("LABEL: it's a \\ test"));
        assertTrue(restored.text("tablespace_map").contains("space"));
        try (EmbeddedPostgres copy = restored.start()) {
            assertEquals(5000, copy.queryLong("select count(*) from in_linked"));
            assertEquals(7000, copy.queryLong("select count(*) from in_inside"));
            assertEquals(0, copy.queryLong("select count(*) from volatile_rows"));
            assertEquals(0, copy.queryLong("select count(*) from pg_replication_slots"));
            long last = copy.queryLong("select max(round) from ledger");
            assertTrue(last >= rounds, last + " of " + rounds);
            assertEquals(last, copy.queryLong("select count(*) from ledger"));
            assertEquals(
                    3 * last, copy.queryLong("select amount from ledger where round = " + last));
        }
    }
}
