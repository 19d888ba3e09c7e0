package io.holdfast.agent.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.backup.Backups;
import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.restore.feed.FeederOptions;
import io.holdfast.agent.restore.files.ApplyOptions;
import io.holdfast.agent.restore.files.Destination;
import io.holdfast.agent.testing.BucketStores;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.origin.Origin;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupSource;
import io.holdfast.repository.target.RestoreTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is captured and backed up into an S3 server, wherever they run, and lost; it comes back
 * at every kind of target. The first row is in the backup, the others in the WAL alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RestoreContract {
    private Path folder;
    private Origin origin;
    private BucketStores stores;
    private ClusterRepository repository;
    private String time = "";
    private String lsn = "";
    private int restores;

    /** Starts a PostgreSQL server and an S3 server; the folder is this test's alone. */
    abstract Origin open(Path folder) throws Exception;

    @BeforeAll
    void protectAServerAndLoseIt(@TempDir Path directory) throws Exception {
        folder = directory;
        origin = open(directory);
        stores = new BucketStores(origin);
        Repositories repositories = new Repositories();
        repository = repositories.add("one", stores.open()).open();
        ConnectionSettings connection = Capturing.connection(origin);
        origin.execute("create table step (n int)", "insert into step values (1)");
        try (Backups backups = new Backups(Backups.only(BackupSource.STREAMED));
                Capturing capturing = new Capturing(origin, connection, repositories)) {
            backups.complete(connection, Backups.request(List.of(repository)));
            origin.execute("insert into step values (2)");
            time =
                    origin.query(
                            "select to_char(clock_timestamp() at time zone 'UTC',"
                                    + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
            origin.execute("insert into step values (3)");
            origin.query("select pg_create_restore_point('before the fourth')");
            origin.execute("insert into step values (4)");
            lsn = origin.query("select pg_current_wal_insert_lsn()");
            origin.execute("insert into step values (5)");
            capturing.awaitAcknowledged();
        }
        origin.loseDatabase();
    }

    @AfterAll
    void stop() {
        stores.close();
        origin.close();
    }

    private void assertComesBack(String target, long rows) throws Exception {
        restores++;
        Path data = folder.resolve("restored-" + restores);
        RestorePlan plan =
                RestorePlanner.plan(
                        new RestoreRequest(
                                repository,
                                RestoreTarget.parse(target, true),
                                Optional.empty(),
                                Optional.empty(),
                                new Destination(data, Map.of()),
                                RecoveryAction.PROMOTE,
                                FeederOptions.in(folder.resolve("spool-" + restores))
                                        .withStaleAfter(Duration.ofSeconds(5))));
        RestoreApply.run(plan, ApplyOptions.DEFAULT, progress -> {}, System::nanoTime);
        try (var _ = plan.openFeeder(System::nanoTime);
                EmbeddedPostgres server =
                        EmbeddedPostgres.open(origin.major(), data)
                                .login("postgres", origin.password())
                                .start()) {
            Eventually.until(
                    "the promotion",
                    () -> server.queryString("select pg_is_in_recovery()").equals("f"));
            assertEquals(rows, server.queryLong("select count(*) from step"));
            assertEquals(rows, server.queryLong("select max(n) from step"));
        }
    }

    @Test
    void theLatestComesBack() throws Exception {
        assertComesBack("latest", 5);
    }

    @Test
    @DisplayName("T7: a time comes back")
    void aTimeComesBack() throws Exception {
        assertComesBack("time=" + time, 2);
    }

    @Test
    @DisplayName("T6: a restore point comes back")
    void aRestorePointComesBack() throws Exception {
        assertComesBack("name=before the fourth", 3);
    }

    @Test
    void anLsnComesBack() throws Exception {
        assertComesBack("lsn=" + lsn, 4);
    }
}
