package io.holdfast.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.testing.BucketStores;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.origin.Origin;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.backup.Damage;
import io.holdfast.repository.backup.Tablespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full backup over the connection, into two repositories of an S3 server, wherever they run. */
abstract class StreamedBackupContract {
    @TempDir private Path folder;
    private Origin origin;
    private BucketStores stores;
    private List<ClusterRepository> both;
    private Repositories repositories;

    /** Starts a PostgreSQL server and an S3 server; the folder is this test's alone. */
    abstract Origin open(Path folder) throws Exception;

    @BeforeEach
    void start() throws Exception {
        origin = open(folder);
        stores = new BucketStores(origin);
        repositories = new Repositories();
        both =
                List.of(
                        repositories.add("near", stores.open()).open(),
                        repositories.add("far", stores.open()).open());
    }

    @AfterEach
    void stop() {
        stores.close();
        origin.close();
    }

    @Test
    @DisplayName("T16, T23, T47: a streamed backup with a tablespace is restored elsewhere")
    void comesBackWithItsTablespace() throws Exception {
        String space = origin.newDirectory("space");
        origin.execute(
                "create tablespace apart location '" + space + "'",
                "create table in_apart tablespace apart as select generate_series(1, 5000) n",
                "create unlogged table volatile_rows as select 1 as one",
                "create table later (n int)");
        BackupResult.Complete result;
        ConnectionSettings connection = Capturing.connection(origin);
        try (Backups backups = new Backups(Backups.only(BackupSource.STREAMED));
                Capturing capturing = new Capturing(origin, connection, repositories)) {
            result = backups.complete(connection, Backups.request(both));
            origin.execute("insert into later select generate_series(1, 7000)");
            capturing.awaitAcknowledged();
        }

        assertEquals(Set.of("near", "far"), Set.copyOf(result.repositories()));
        assertEquals(List.of(), result.left());
        assertManifest(result.manifest(), space);
        assertRestored(both.getLast());
    }

    private void assertManifest(BackupManifest manifest, String space) {
        assertEquals(BackupSource.STREAMED, manifest.source());
        assertEquals(origin.major(), manifest.server().major());
        assertEquals(Damage.NONE, manifest.damage());
        assertTrue(manifest.wal().start().isBefore(manifest.wal().stop()));
        assertEquals(
                List.of(space), manifest.tablespaces().stream().map(Tablespace::location).toList());
    }

    private void assertRestored(ClusterRepository repository) throws Exception {
        Restored restored = Restored.into(folder, repository, Backups.ID);
        try (EmbeddedPostgres copy = restored.start(origin.password())) {
            assertEquals(5000, copy.queryLong("select count(*) from in_apart"));
            assertEquals(7000, copy.queryLong("select count(*) from later"));
            assertEquals(0, copy.queryLong("select count(*) from volatile_rows"));
            assertEquals(0, copy.queryLong("select count(*) from pg_replication_slots"));
        }
    }
}
