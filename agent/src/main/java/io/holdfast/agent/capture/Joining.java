package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.GapRecord;
import io.holdfast.repository.wal.WalCopy;
import io.holdfast.repository.wal.WalNames;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives one repository what it lacks of a branch's closed stretches, from the other repositories.
 * What none of them holds becomes a recorded gap. A repository that holds no epoch of the branch
 * begins with the newest.
 */
final class Joining {
    private final Branch branch;
    private final Supplier<Sources> sources;
    private final InstantSource clock;

    /**
     * The other repositories.
     *
     * @param areAll whether every other configured repository is among them
     */
    record Sources(List<ClusterRepository> repositories, boolean areAll) {}

    Joining(Branch branch, Supplier<Sources> sources, InstantSource clock) {
        this.branch = branch;
        this.sources = sources;
        this.clock = clock;
    }

    /** Returns how far the repository holds the newest epoch's own WAL. */
    Lsn join(ClusterRepository repository) {
        List<Stretch> stretches = branch.stretches();
        for (int i = first(repository); i + 1 < stretches.size(); i++) {
            put(repository, stretches.get(i).epoch());
            complete(repository, stretches.get(i), stretches.get(i + 1));
        }
        put(repository, branch.newest().epoch());
        return new EpochWal(repository, branch.newest().epoch()).frontier().end();
    }

    /**
     * The first stretch that may lack something. An epoch's WAL is put only when everything before
     * it is complete, and an epoch by itself proves nothing: its writer may have died at once.
     */
    private int first(ClusterRepository repository) {
        List<Stretch> stretches = branch.stretches();
        NavigableMap<EpochId, EpochRecord> held = new Epochs(repository).all();
        int first = stretches.size() - 1;
        for (int i = first; i >= 0; i--) {
            Stretch stretch = stretches.get(i);
            if (holds(held, stretch)) {
                first = i;
                Lsn end = new EpochWal(repository, stretch.epoch()).frontier().end();
                if (end.isAfter(stretch.start())) {
                    return first;
                }
            }
        }
        return first;
    }

    private static boolean holds(NavigableMap<EpochId, EpochRecord> held, Stretch stretch) {
        return stretch.epoch().equals(held.get(stretch.epoch().epoch()));
    }

    static void put(ClusterRepository repository, EpochRecord epoch) {
        if (new Epochs(repository).put(epoch) instanceof Placed.Other) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "epoch-conflict",
                    "epoch "
                            + epoch.epoch()
                            + " in repository "
                            + repository.name()
                            + " belongs to another writer than in the other repositories",
                    "Decide which instance is the right one and run 'holdfast adopt' there.");
        }
    }

    private void complete(ClusterRepository repository, Stretch stretch, Stretch next) {
        Lsn end = stretch.end() == null ? stretch.start() : stretch.end();
        EpochWal target = new EpochWal(repository, stretch.epoch());
        Lsn position = target.frontier().end();
        while (position.isBefore(end)) {
            Sources others = sources.get();
            Optional<Lsn> copied = copyAt(others.repositories(), target, position);
            if (copied.isEmpty() && !others.areAll()) {
                throw new HoldfastException(
                        ErrorCategory.TRANSIENT,
                        "catch-up-source-missing",
                        "repository "
                                + repository.name()
                                + " lacks the WAL from "
                                + position
                                + " to "
                                + end
                                + ", and no repository that can be read holds it",
                        "Bring back the other repositories; until then this one cannot be"
                                + " completed.");
            }
            if (copied.isEmpty()) {
                recordGap(repository, stretch, next, position, end);
                return;
            }
            position = copied.get();
        }
    }

    static Optional<Lsn> copyAt(List<ClusterRepository> sources, EpochWal target, Lsn position) {
        for (ClusterRepository source : sources) {
            Optional<Lsn> end =
                    new WalCopy(new EpochWal(source, target.epoch()), target).copyAt(position);
            if (end.isPresent()) {
                return end;
            }
        }
        return Optional.empty();
    }

    private void recordGap(
            ClusterRepository repository, Stretch stretch, Stretch next, Lsn start, Lsn end) {
        GapRecord gap =
                new GapRecord(
                        start,
                        end,
                        stretch.epoch().timeline(),
                        "no repository holds this WAL any more",
                        clock.instant());
        repository.putRecord(
                ContainerKind.GAP, WalNames.gap(next.epoch().epoch(), start, end), gap);
    }
}
