package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Damage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What stands at the end of one repository's WAL cannot be read, when an agent starts. */
class DamagedEndTest {
    private final Repositories repositories = new Repositories();
    private EmbeddedPostgres server;

    @BeforeEach
    void startServer() {
        repositories.add("one", new MemoryObjectStore());
        repositories.add("two", new MemoryObjectStore());
        server =
                EmbeddedPostgres.builder(17)
                        .walSegmentSizeMb(1)
                        .setting("fsync", "off")
                        .setting("wal_keep_size", "512MB")
                        .start();
        server.execute("create table t (n int)");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    @DisplayName("damage in one repository stops it alone; without the object it is made whole")
    void theOtherGoesOnAndTheDamagedOneIsHealed() throws Exception {
        capture(LaneState.COUNTED);
        ObjectStore two = repositories.open(1).store();
        String last = lastPiece(two);
        Damage.flip(two, last, 0);

        Lsn goneOn = capture(LaneState.LOST);

        HeldWal.assertSame(server, repositories.open(0), goneOn);

        two.delete(last);
        Lsn healed = capture(LaneState.COUNTED);

        HeldWal.assertSame(server, repositories.open(0), healed);
        HeldWal.assertSame(server, repositories.open(1), healed);
    }

    /** Captures until something new is acknowledged and the second repository is in this state. */
    private Lsn capture(LaneState second) throws Exception {
        try (Capturing capturing =
                new Capturing(
                        server, repositories, Capturing.settings("db1", new Durability.All()))) {
            server.execute("insert into t values (1)");
            Lsn acknowledged = capturing.awaitAcknowledged();
            Eventually.until(
                    () -> second + " in " + capturing.capture().status(),
                    () -> capturing.capture().status().lanes().get(1).state() == second);
            assertEquals(
                    LaneState.COUNTED, capturing.capture().status().lanes().getFirst().state());
            return acknowledged;
        }
    }

    private static String lastPiece(ObjectStore store) {
        String last = "";
        for (ObjectInfo object : new Listing(store, "wal/", "")) {
            last = object.name();
        }
        return last;
    }
}
