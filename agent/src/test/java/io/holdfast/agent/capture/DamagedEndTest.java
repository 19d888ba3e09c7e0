package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.testing.Capturing;
import io.holdfast.agent.testing.Eventually;
import io.holdfast.agent.testing.HeldWal;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Damage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
                        .withoutTemplateDatabases()
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

        capture(LaneState.LOST);
        // now it stands in an epoch that another has continued
        Lsn goneOn = capture(LaneState.LOST);

        HeldWal.assertSame(server, repositories.open(0), goneOn);

        two.delete(last);
        Lsn healed = capture(LaneState.COUNTED);

        HeldWal.assertSame(server, repositories.open(0), healed);
        HeldWal.assertSame(server, repositories.open(1), healed);
    }

    @Test
    @DisplayName("what is compared with the server is read from a repository that has it whole")
    void bytesThatAreDamagedInOneAreComparedWithTheOther() throws Exception {
        capture(LaneState.COUNTED);
        ObjectStore one = repositories.open(0).store();
        String last = lastPiece(one);
        Damage.flip(one, last, one.get(last).orElseThrow().length - 40);

        Lsn goneOn = capture(LaneState.COUNTED);

        HeldWal.assertSame(server, repositories.open(1), goneOn);
    }

    @Test
    @DisplayName("whichever object of one repository is damaged, the other goes on")
    void anyObjectMayBeDamagedInOneRepository() throws Exception {
        capture(LaneState.COUNTED);
        capture(LaneState.COUNTED);
        ObjectStore two = repositories.open(1).store();
        List<String> names = new ArrayList<>();
        new Listing(two, "", "").forEach(object -> names.add(object.name()));
        String oldest = "wal/" + new Epochs(repositories.open(1)).all().firstKey() + "/";
        for (String name : names) {
            Damage.flip(two, name, 0);

            Lsn goneOn =
                    capture(
                            name.contains(oldest)
                                    ? Set.of(LaneState.COUNTED)
                                    : Set.of(LaneState.COUNTED, LaneState.LOST));

            HeldWal.assertSame(server, repositories.open(0), goneOn);
            Damage.flip(two, name, 0);
        }

        Lsn healed = capture(LaneState.COUNTED);
        HeldWal.assertSame(server, repositories.open(1), healed);
    }

    private Lsn capture(LaneState second) throws Exception {
        return capture(Set.of(second));
    }

    /**
     * Captures until something new is acknowledged and the second repository is in such a state.
     */
    private Lsn capture(Set<LaneState> second) throws Exception {
        try (Capturing capturing =
                new Capturing(
                        server, repositories, Capturing.settings("db1", new Durability.All()))) {
            server.execute("insert into t values (1)");
            Lsn acknowledged = capturing.awaitAcknowledged();
            Eventually.until(
                    () -> second + " in " + capturing.capture().status(),
                    () -> second.contains(capturing.capture().status().lanes().get(1).state()));
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
