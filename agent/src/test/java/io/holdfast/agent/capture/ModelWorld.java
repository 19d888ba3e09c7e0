package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.config.Durability;
import io.holdfast.agent.testing.Repositories;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.wal.WalScene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Repositories, a server and the standby that is promoted beside it, and what was acknowledged to
 * them. Both servers live on: the old one does not know that it was replaced.
 */
final class ModelWorld {
    static final long START = 1L << 20;
    static final int MAX_PIECE = 20;

    final RandomGenerator random;
    final Repositories repositories;
    final List<ObjectStore> stores = new ArrayList<>();
    final Durability durability;
    final List<Runnable> flights = new ArrayList<>();
    final Server old = new Server("db1", 0, Long.MAX_VALUE);
    final Server promoted;
    private final Map<Server, Lsn> acknowledged = new HashMap<>();
    private Server last = old;
    private int ticks;
    boolean isHealed;
    int acknowledgements;

    /**
     * @param line whose bytes it has written from {@code fork} on; before that those of line 0
     */
    record Server(String instance, long line, long fork) {
        byte[] wal(Lsn from, Lsn to) {
            byte[] wal = new byte[(int) to.minus(from)];
            for (int i = 0; i < wal.length; i++) {
                long at = from.value() + i;
                wal[i] = WalScene.wal(at < fork ? 0 : line, at, at + 1)[0];
            }
            return wal;
        }
    }

    ModelWorld(RandomGenerator random) {
        this.random = random;
        this.repositories = new Repositories(new RepeatableRandom(random));
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            stores.add(new MemoryObjectStore());
            repositories.add("r" + i, stores.getLast());
        }
        this.durability =
                switch (random.nextInt(3)) {
                    case 0 -> new Durability.All();
                    case 1 -> new Durability.Any();
                    default -> new Durability.AtLeast(1 + random.nextInt(count));
                };
        this.promoted = new Server("db2", 1, START + random.nextInt(200));
    }

    Instant now() {
        return Instant.EPOCH.plusSeconds(++ticks);
    }

    int count() {
        return stores.size();
    }

    /** Up to where the server's slot lets it forget its WAL. */
    Lsn acknowledged(Server server) {
        return acknowledged.getOrDefault(server, new Lsn(START));
    }

    /** A put of somebody who is dead takes effect now, or never. */
    void land() {
        Runnable flight = flights.remove(random.nextInt(flights.size()));
        if (random.nextInt(4) > 0) {
            flight.run();
        }
    }

    /** The server may forget everything before this. */
    void acknowledge(Server server, Lsn lsn) {
        if (!lsn.isAfter(acknowledged(server))) {
            return;
        }
        if (!server.equals(last)) {
            Lsn before = acknowledged(last);
            assertTrue(
                    before.value() <= promoted.fork(),
                    () -> before + " was acknowledged to " + last + " and is not in " + server);
            last = server;
        }
        acknowledged.put(server, lsn);
        acknowledgements++;
    }

    /** Who was acknowledged last: what it wrote is the history. */
    Server last() {
        return last;
    }

    Lsn allAcknowledged() {
        return Lsn.max(acknowledged(old), acknowledged(promoted));
    }
}
