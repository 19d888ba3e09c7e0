package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.replication.ConnectionSettings;
import io.holdfast.agent.testing.BucketStores;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.net.FaultProxy;
import io.holdfast.embedded.origin.Origin;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Capture from a PostgreSQL server into two repositories of an S3 server, wherever they run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CaptureContract {
    private Origin origin;
    private BucketStores stores;
    private Repositories repositories;

    /** Starts a PostgreSQL server and an S3 server; the folder is this test's alone. */
    abstract Origin open(Path folder) throws Exception;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        origin = open(folder);
        stores = new BucketStores(origin);
        origin.execute("create table t (id bigint, filler text)");
    }

    @AfterAll
    void stop() {
        stores.close();
        origin.close();
    }

    @BeforeEach
    void makeRepositories() {
        repositories = new Repositories();
        repositories.add("one", stores.open());
        repositories.add("two", stores.open());
    }

    @AfterEach
    void dropSlot() {
        String slot = " from pg_replication_slots where slot_name = 'holdfast'";
        Eventually.until(
                "the slot to be free",
                () -> origin.query("select count(*)" + slot + " and active").equals("0"));
        origin.query("select count(pg_drop_replication_slot(slot_name))" + slot);
    }

    private ConnectionSettings connection() {
        return Capturing.connection(origin);
    }

    private void write(int rows) {
        origin.execute(
                "insert into t select i, repeat(md5(i::text), 20) from generate_series(1, "
                        + rows
                        + ") i");
    }

    private void assertHeld(Lsn upTo) {
        HeldWal.assertSame(origin, repositories.open(0), upTo);
        HeldWal.assertSame(origin, repositories.open(1), upTo);
    }

    @Test
    @DisplayName("T20, T21, T22: what is acknowledged is in every repository, byte for byte")
    void capturesTheVeryBytesOfTheServer() {
        try (Capturing capturing = new Capturing(origin, connection(), repositories)) {
            write(3_000);

            Lsn written = capturing.awaitAcknowledged();

            assertHeld(written);
        }
    }

    @Test
    @DisplayName("T21: no frontier is before what the server was told to be durable")
    void theServerIsToldNoMoreThanEveryRepositoryHolds() {
        try (Capturing capturing = new Capturing(origin, connection(), repositories)) {
            write(1_000);
            capturing.awaitAcknowledged();

            Lsn told = Lsn.parse(origin.query("select restart_lsn from pg_replication_slots"));

            for (int each = 0; each < 2; each++) {
                Lsn frontier = HeldWal.window(repositories.open(each)).end();
                assertTrue(!frontier.isBefore(told), () -> frontier + " is before " + told);
            }
        }
    }

    @Test
    @DisplayName("T24: an agent that was restarted continues where the repositories end")
    void continuesAfterARestart() {
        try (Capturing first = new Capturing(origin, connection(), repositories)) {
            write(100);
            first.awaitAcknowledged();
        }
        write(4_000);

        try (Capturing second = new Capturing(origin, connection(), repositories)) {
            write(50);
            Lsn written = second.awaitAcknowledged();

            assertHeld(written);
            EpochRecord newest = new Epochs(repositories.open(0)).all().lastEntry().getValue();
            assertEquals(EpochRecord.Reason.CONTINUE, newest.reason());
        }
    }

    @Test
    @DisplayName("T80: capture goes on by itself after its connections were cut")
    void continuesAfterACut() {
        try (FaultProxy proxy = FaultProxy.to(origin.host(), origin.port());
                Capturing capturing =
                        new Capturing(
                                origin,
                                connection().at(proxy.host(), proxy.port()),
                                repositories)) {
            write(100);
            capturing.awaitAcknowledged();
            long sessions = sessions(capturing);

            proxy.cutAll();
            write(2_000);
            Eventually.until(
                    () -> "a new session after " + capturing.events(),
                    () -> sessions(capturing) > sessions);

            assertHeld(capturing.awaitAcknowledged());
        }
    }

    private static long sessions(Capturing capturing) {
        return capturing.events().stream()
                .filter(CaptureEvent.EpochTaken.class::isInstance)
                .count();
    }
}
