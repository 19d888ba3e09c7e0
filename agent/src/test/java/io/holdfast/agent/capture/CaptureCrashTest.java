package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.agent.testing.SwitchableFault;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.Faults;
import io.holdfast.repository.store.FaultyObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CaptureCrashTest {
    /** Two seals, two epochs, and then pieces. */
    private static final int STEPS = 7;

    private final SwitchableFault fault = new SwitchableFault();
    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;

    @BeforeEach
    void startServer() {
        repositories.add("one", new FaultyObjectStore(new MemoryObjectStore(), fault));
        repositories.add("two", new FaultyObjectStore(new MemoryObjectStore(), fault));
        server =
                EmbeddedPostgres.builder(18)
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("wal_keep_size", "512MB")
                        .start();
        server.execute("create table t (filler text)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    @DisplayName("T21, T39: whenever the agent dies, nothing acknowledged is missing afterwards")
    void nothingAcknowledgedIsMissingAfterACrash() {
        try (Capturing capturing = new Capturing(server, repositories)) {
            write();
            capturing.awaitAcknowledged();
        }

        for (int step = 1; step <= STEPS; step++) {
            dieAt(Faults.diesBefore(step));
            dieAt(Faults.diesAfter(step));
        }

        try (Capturing capturing = new Capturing(server, repositories)) {
            write();
            Lsn written = capturing.awaitAcknowledged();
            HeldWal.assertSame(server, repositories.open(0), written);
            HeldWal.assertSame(server, repositories.open(1), written);
        }
    }

    private void dieAt(FaultyObjectStore.Fault death) {
        fault.become(death);
        try (Capturing capturing = new Capturing(server, repositories)) {
            Eventually.until(
                    () -> "the death in " + capturing.capture().status(),
                    () -> {
                        write();
                        return fault.hasDied();
                    });
        }
        fault.heal();
        assertHoldAcknowledged();
    }

    /** The server has given up the WAL before the slot: what it gave up must be held. */
    private void assertHoldAcknowledged() {
        Lsn acknowledged =
                Lsn.parse(server.queryString("select restart_lsn from pg_replication_slots"));
        Lsn held =
                Lsn.min(
                        HeldWal.window(repositories.open(0)).end(),
                        HeldWal.window(repositories.open(1)).end());
        assertTrue(!held.isBefore(acknowledged), () -> held + " before " + acknowledged);
    }

    private void write() {
        server.execute(
                "insert into t select repeat(md5(i::text), 20) from generate_series(1, 200) i");
    }
}
