package io.holdfast.repository.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The repositories of the model, the puts that are under way, and what was acknowledged. */
final class ModelWorld {
    static final long START = 1_000;

    final RandomGenerator random;
    final List<ClusterRepository> repositories = new ArrayList<>();
    final int durability;
    final List<Runnable> flights = new ArrayList<>();

    /** Which of the records that may share a number an epoch continues. */
    final Map<EpochRecord, EpochRecord> parents = new HashMap<>();

    private byte[] acknowledged = new byte[0];
    int acknowledgements;

    ModelWorld(RandomGenerator random) {
        this.random = random;
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            repositories.add(Clusters.in(new MemoryObjectStore(), "r" + i, 1));
        }
        this.durability = 1 + random.nextInt(count);
    }

    int count() {
        return repositories.size();
    }

    /** How many repositories must be sealed so that no predecessor can acknowledge any more. */
    int fencing() {
        return count() - durability + 1;
    }

    /** One that acknowledges has its record in so many repositories. */
    int quorum() {
        return Math.max(durability, fencing());
    }

    /** A put takes effect now, or never. */
    void land() {
        Runnable flight = flights.remove(random.nextInt(flights.size()));
        if (random.nextInt(12) > 0) {
            flight.run();
        }
    }

    /** The database is told that everything before the end of {@code line} is durable. */
    void acknowledge(byte[] line) {
        requireContains(line, Math.min(line.length, acknowledged.length));
        if (line.length > acknowledged.length) {
            acknowledged = line;
            acknowledgements++;
        }
    }

    /** A history that someone is about to continue, or to restore. */
    void requireContainsAcknowledged(byte[] line) {
        requireContains(line, acknowledged.length);
    }

    private void requireContains(byte[] line, int length) {
        assertArrayEquals(
                Arrays.copyOf(acknowledged, length),
                Arrays.copyOf(line, Math.min(length, line.length)),
                "acknowledged WAL is not part of the history");
    }

    /** What a restore would find in this repository. */
    byte[] readable(ClusterRepository repository) {
        Optional<Branch> branch = NewestBranch.of(repository);
        if (branch.isEmpty()) {
            return new byte[0];
        }
        WalWindow window = WalWindow.of(repository, branch.get());
        byte[] out = new byte[(int) window.end().minus(window.start())];
        new WalReader(repository, branch.get()).read(window.start(), window.end(), out, 0);
        return out;
    }

    /** Some repository must serve all that was acknowledged, at any time. */
    void requireReadable() {
        boolean found = false;
        for (ClusterRepository repository : repositories) {
            byte[] read = readable(repository);
            found |=
                    read.length >= acknowledged.length
                            && Arrays.equals(
                                    acknowledged, Arrays.copyOf(read, acknowledged.length));
        }
        if (!found) {
            throw new AssertionError("no repository serves all that was acknowledged");
        }
    }
}
