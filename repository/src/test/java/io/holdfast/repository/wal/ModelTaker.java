package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.epoch.EpochId;
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
import java.util.stream.Collectors;

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
        NavigableMap<Integer, Set<EpochRecord>> seen = new TreeMap<>();
        for (int i : reachable) {
            step.run();
            new Epochs(repository(i))
                    .all()
                    .forEach(
                            (n, e) ->
                                    seen.computeIfAbsent(n.number(), k -> new HashSet<>()).add(e));
        }
        int number = seen.isEmpty() ? 1 : seen.lastKey() + 1;
        Set<EpochRecord> known =
                seen.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        // Newest first: one that is sealed where it begins never acknowledged, and never will.
        for (Set<EpochRecord> sameNumber : seen.descendingMap().values()) {
            for (EpochRecord epoch : sameNumber) {
                Lsn end = seal(reachable, epoch, EpochId.of(number, writer));
                if (end.isAfter(epoch.start())) {
                    return follow(reachable, number, epoch, end, known);
                }
            }
        }
        EpochRecord first = named(WalScene.epoch(number, ModelWorld.START, null));
        return place(reachable, first, new byte[0], List.of(), known);
    }

    private Optional<Taken> follow(
            List<Integer> reachable,
            int number,
            EpochRecord parent,
            Lsn end,
            Set<EpochRecord> known) {
        List<Stretch> continued = new ArrayList<>();
        EpochRecord epoch = parent;
        Lsn until = end;
        while (epoch != null) {
            continued.addFirst(new Stretch(epoch, until));
            until = epoch.start();
            epoch = world.parents.get(epoch);
        }
        EpochRecord mine =
                named(
                        WalScene.epoch(
                                number,
                                end.value(),
                                new EpochRecord.Parent(parent.epoch(), parent.timeline(), end)));
        world.parents.put(mine, parent);
        return ModelCopies.read(repositories(reachable), continued, end)
                .flatMap(bytes -> place(reachable, mine, bytes, continued, known));
    }

    private EpochRecord named(EpochRecord e) {
        return new EpochRecord(
                EpochId.of(e.epoch().number(), writer),
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
                e.createdAt(),
                e.closes(),
                e.repositories(),
                e.takenIn(),
                e.durability(),
                e.acknowledges());
    }

    private Lsn seal(List<Integer> reachable, EpochRecord epoch, EpochId next) {
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
            List<Integer> reachable,
            EpochRecord epoch,
            byte[] prefix,
            List<Stretch> continued,
            Set<EpochRecord> known) {
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
        holders.removeIf(i -> isAnotherIn(i, epoch, known));
        if (holders.size() < world.quorum()) {
            return Optional.empty();
        }
        world.requireContainsAcknowledged(prefix);
        return Optional.of(new Taken(epoch, prefix, Collections.unmodifiableSet(holders)));
    }

    /**
     * Looked at before the first piece. The number alone does not exclude: who lost a race for it
     * left a record behind, and comes back with the next one.
     */
    private boolean isAnotherIn(int i, EpochRecord own, Set<EpochRecord> known) {
        step.run();
        return new Epochs(repository(i))
                .all().values().stream().anyMatch(e -> !e.equals(own) && !known.contains(e));
    }

    private ClusterRepository repository(int i) {
        return world.repositories.get(i);
    }

    private List<ClusterRepository> repositories(List<Integer> indexes) {
        return indexes.stream().map(this::repository).toList();
    }
}
