package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.wal.NewestBranch;
import io.holdfast.repository.wal.WalWindow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;

    @BeforeEach
    void startServer() {
        repositories.add("one", new MemoryObjectStore());
        repositories.add("two", new MemoryObjectStore());
        server = EmbeddedPostgres.builder(18).walSegmentSizeMb(1).setting("fsync", "off").start();
        server.execute("create table t (id bigint, filler text)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private void write(int rows) {
        server.execute(
                "insert into t select i, repeat(md5(i::text), 20) from generate_series(1, "
                        + rows
                        + ") i");
    }

    @Test
    @DisplayName("T26, T28: a promotion is followed to the new timeline without a hole")
    void followsAPromotion() throws Exception {
        try (EmbeddedPostgres standby = server.startStandby(java.util.Map.of("fsync", "off"))) {
            try (Capturing before = new Capturing(server, repositories)) {
                write(500);
                before.awaitAcknowledged();
            }
            Lsn end = Lsn.parse(server.queryString("select pg_current_wal_flush_lsn()"));
            standby.awaitReplayOf(server);
            server.kill();
            standby.promote();
            standby.execute("insert into t select 1, 'on the new timeline'");

            try (Capturing after = new Capturing(standby, repositories)) {
                Lsn written = Lsn.parse(standby.queryString("select pg_current_wal_flush_lsn()"));
                after.awaitAcknowledged(written);

                ClusterRepository repository = repositories.open(0);
                Branch branch = NewestBranch.of(repository).orElseThrow();
                WalWindow window = WalWindow.of(repository, branch);
                assertEquals(2, branch.newest().epoch().timeline().value());
                assertTrue(!window.end().isBefore(written), () -> window + " before " + written);
                assertTrue(window.start().isBefore(end));
            }
        }
    }

    @Test
    @DisplayName("E14, T30: a server that shuts down gets its last WAL confirmed and ends")
    void doesNotHoldUpAShutdown() throws Exception {
        try (Capturing capturing = new Capturing(server, repositories)) {
            write(200);
            capturing.awaitAcknowledged();

            var outcome =
                    server.stop(
                            io.holdfast.embedded.postgres.StopMode.FAST,
                            java.time.Duration.ofSeconds(60));

            assertTrue(
                    outcome instanceof io.holdfast.embedded.postgres.StopOutcome.Stopped,
                    () -> outcome + " " + server.log());
        }
    }
}
