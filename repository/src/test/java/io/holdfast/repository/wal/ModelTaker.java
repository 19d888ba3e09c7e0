package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.testing.Clusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Taking an epoch by the rules of sections 6 and 7 of docs/repository-format.md, and by what they
 * leave open: nothing is written before the epoch stands in a quorum of repositories.
 */
final class ModelTaker {
    private final ModelWorld world;
    private final Runnable step;
    private final UUID writer;

    ModelTaker(ModelWorld world, Runnable step) {
        this.world = world;
        this.step = step;
        this.writer = new UUID(world.random.nextLong(), world.random.nextLong());
    }

    /**
     * What was taken.
     *
     * @param prefix what the epoch continues
     * @param holders the repositories that hold its record and all that it continues
     */
    record Taken(EpochRecord epoch, byte[] prefix, Set<Integer> holders) {}

    /** Tries until it has an epoch. */
    Taken take() {
        while (true) {
            Optional<Taken> taken = tryTake(reachable());
            if (taken.isPresent()) {
                return taken.get();
            }
        }
    }

    private List<Integer> reachable() {
        int without = world.random.nextInt(1 << world.count());
        List<Integer> some = new ArrayList<>();
        for (int i = 0; i < world.count(); i++) {
            if ((without >> i & 1) == 0 || world.count() - i <= world.quorum() - some.size()) {
                some.add(i);
            }
        }
        return some;
    }

    private Optional<Taken> tryTake(List<Integer> reachable) {
        List<NavigableMap<Integer, EpochRecord>> seen = new ArrayList<>();
        NavigableMap<Integer, Set<EpochRecord>> byNumber = new TreeMap<>();
        for (int i : reachable) {
            step.run();
            NavigableMap<Integer, EpochRecord> epochs = new Epochs(repository(i)).all();
            seen.add(epochs);
            epochs.forEach((n, e) -> byNumber.computeIfAbsent(n, k -> new HashSet<>()).add(e));
        }
        if (byNumber.isEmpty()) {
            return place(reachable, first(), new byte[0], List.of());
        }
        EpochRecord parent = parent(seen, byNumber, reachable.size());
        if (parent == null) {
            // no epoch can have been written under: take the place of the first
            return Optional.empty();
        }
        for (Set<EpochRecord> voids : byNumber.tailMap(parent.epoch(), false).values()) {
            for (EpochRecord epoch : voids) {
                seal(reachable, epoch, byNumber.lastKey() + 1);
            }
        }
        Lsn end = seal(reachable, parent, byNumber.lastKey() + 1);
        EpochRecord mine =
                WalScene.epoch(
                        byNumber.lastKey() + 1,
                        end.value(),
                        new EpochRecord.Parent(parent.epoch(), parent.timeline(), end));
        Branch branch = branch(parent, byNumber);
        List<Stretch> continued = new ArrayList<>(branch.stretches());
        continued.set(continued.size() - 1, new Stretch(parent, end));
        Optional<byte[]> prefix = ModelCopies.read(repositories(reachable), continued, end);
        return prefix.flatMap(bytes -> place(reachable, mine, bytes, continued));
    }

    /** The newest epoch that may have been acknowledged under. */
    private @Nullable EpochRecord parent(
            List<NavigableMap<Integer, EpochRecord>> seen,
            NavigableMap<Integer, Set<EpochRecord>> byNumber,
            int reachable) {
        int least = Math.max(1, reachable + world.quorum() - world.count());
        for (Set<EpochRecord> candidates : byNumber.descendingMap().values()) {
            for (EpochRecord candidate : candidates) {
                long holders =
                        seen.stream()
                                .filter(e -> candidate.equals(e.get(candidate.epoch())))
                                .count();
                if (holders >= least) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static Branch branch(
            EpochRecord parent, NavigableMap<Integer, Set<EpochRecord>> byNumber) {
        // of records that share a number, the one whose start fits is the parent
        NavigableMap<Integer, EpochRecord> line = new TreeMap<>();
        EpochRecord epoch = parent;
        while (epoch != null) {
            line.put(epoch.epoch(), epoch);
            EpochRecord.Parent next = epoch.parent();
            epoch =
                    next == null
                            ? null
                            : byNumber.getOrDefault(next.epoch(), Set.of()).stream()
                                    .findFirst()
                                    .orElse(null);
        }
        return Branch.to(line, parent.epoch());
    }

    private EpochRecord first() {
        return named(WalScene.epoch(1, ModelWorld.START, null));
    }

    private EpochRecord named(EpochRecord e) {
        return new EpochRecord(
                e.epoch(),
                writer,
                e.instance(),
                e.clusterId(),
                e.systemIdentifier(),
                e.pgMajor(),
                e.walSegmentSize(),
                e.timeline(),
                e.start(),
                e.parent(),
                e.reason(),
                e.createdAt());
    }

    private Lsn seal(List<Integer> reachable, EpochRecord epoch, int next) {
        Lsn greatest = epoch.start();
        for (int i : reachable) {
            step.run();
            EpochWal wal = new EpochWal(repository(i), epoch);
            Lsn frontier = wal.frontier().end();
            step.run();
            Lsn sealed = wal.seal(frontier, at -> new SealRecord(writer, next, at, Clusters.NOW));
            greatest = Lsn.max(greatest, sealed);
        }
        return greatest;
    }

    private Optional<Taken> place(
            List<Integer> reachable, EpochRecord mine, byte[] prefix, List<Stretch> continued) {
        EpochRecord epoch = named(mine);
        Set<Integer> holders = new HashSet<>();
        for (int i : reachable) {
            if (!ModelCopies.complete(step, repository(i), repositories(reachable), continued)) {
                continue;
            }
            step.run();
            if (new Epochs(repository(i)).put(epoch) instanceof Placed.Other) {
                return Optional.empty();
            }
            holders.add(i);
        }
        if (holders.size() < world.quorum()) {
            return Optional.empty();
        }
        world.requireContainsAcknowledged(prefix);
        return Optional.of(new Taken(epoch, prefix, Collections.unmodifiableSet(holders)));
    }

    private ClusterRepository repository(int i) {
        return world.repositories.get(i);
    }

    private List<ClusterRepository> repositories(List<Integer> indexes) {
        return indexes.stream().map(this::repository).toList();
    }
}
