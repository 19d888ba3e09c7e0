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
import io.holdfast.repository.wal.Frontier;
import io.holdfast.repository.wal.GapRecord;
import io.holdfast.repository.wal.RecordedGaps;
import io.holdfast.repository.wal.WalChain;
import io.holdfast.repository.wal.WalCopy;
import io.holdfast.repository.wal.WalNames;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
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

    /**
     * @param held the epochs that the repository holds
     * @return how far the repository holds the newest epoch's own WAL
     */
    Lsn join(ClusterRepository repository, NavigableMap<EpochId, EpochRecord> held) {
        List<Stretch> stretches = branch.stretches();
        for (int i = first(repository, held); i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            put(repository, stretch.epoch());
            if (i + 1 < stretches.size()) {
                recordOldGap(repository, stretch);
                complete(repository, stretch, stretches.get(i + 1));
            }
        }
        return new EpochWal(repository, branch.newest().epoch()).frontier().end();
    }

    /**
     * The newest stretch of which the repository holds WAL, for WAL is put only where everything
     * before it is that its writer knew of. Without WAL, the first that it holds: an epoch that was
     * taken here may follow on others that were not.
     */
    private int first(ClusterRepository repository, NavigableMap<EpochId, EpochRecord> held) {
        List<Stretch> stretches = branch.stretches();
        int first = stretches.size() - 1;
        for (int i = stretches.size() - 1; i >= 0; i--) {
            EpochRecord epoch = stretches.get(i).epoch();
            if (epoch.equals(held.get(epoch.epoch()))) {
                first = i;
                if (hasWal(repository, epoch)) {
                    return behindHole(repository, i);
                }
            }
        }
        return first;
    }

    private static boolean hasWal(ClusterRepository repository, EpochRecord epoch) {
        return new EpochWal(repository, epoch).frontier().end().isAfter(epoch.start());
    }

    /**
     * A writer that reached only repositories that did not know of the epochs between put WAL
     * behind them. What this repository holds of older ones is where to begin then; if it holds
     * nothing older, it begins here.
     */
    private int behindHole(ClusterRepository repository, int newest) {
        List<Stretch> stretches = branch.stretches();
        if (isExpired(repository, stretches.get(newest))) {
            return newest;
        }
        boolean isHole = false;
        for (int i = newest - 1; i >= 0; i--) {
            Stretch stretch = stretches.get(i);
            Lsn end = Objects.requireNonNull(stretch.end(), "the end of a closed stretch");
            Frontier held = new EpochWal(repository, stretch.epoch()).readable();
            if (held.damage().isPresent() && held.end().isBefore(end)) {
                // what lies before it is a window of its own; nothing can be filled in between
                return newest;
            }
            isHole |= held.end().isBefore(end);
            if (held.end().isAfter(stretch.start())) {
                return isHole ? i : newest;
            }
        }
        return newest;
    }

    /**
     * Expiry takes the oldest first: what is gone before a stretch that lacks its beginning, too.
     */
    private boolean isExpired(ClusterRepository repository, Stretch stretch) {
        WalChain chain = new WalChain(repository, branch);
        return chain.at(stretch.start()) instanceof WalChain.Link.Missing;
    }

    private static void put(ClusterRepository repository, EpochRecord epoch) {
        if (new Epochs(repository).bring(epoch) instanceof Placed.Other) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "repositories-differ",
                    "epoch "
                            + epoch.epoch()
                            + " in repository "
                            + repository.name()
                            + " is not the same as in the other repositories",
                    "Keep the repositories as they are, and find out who else wrote to them.");
        }
    }

    /** The epoch may have been taken while this repository could not be reached. */
    private void recordOldGap(ClusterRepository repository, Stretch stretch) {
        EpochRecord epoch = stretch.epoch();
        EpochRecord.Parent parent = epoch.parent();
        if (!stretch.followsGap() || parent == null) {
            return;
        }
        Lsn start = parent.end();
        Lsn end = epoch.start();
        GapRecord gap =
                new GapRecord(
                        start,
                        end,
                        parent.timeline(),
                        "epoch " + epoch.epoch() + " begins behind it",
                        clock.instant());
        record(repository, epoch, gap);
    }

    private static void record(ClusterRepository repository, EpochRecord epoch, GapRecord gap) {
        String name = WalNames.gap(epoch.epoch(), gap.start(), gap.end());
        repository.putRecord(ContainerKind.GAP, name, gap);
    }

    private void complete(ClusterRepository repository, Stretch stretch, Stretch next) {
        Lsn end = Objects.requireNonNull(stretch.end(), "the end of a closed stretch");
        EpochWal target = new EpochWal(repository, stretch.epoch());
        Lsn position = target.frontier().end();
        RecordedGaps gaps = RecordedGaps.before(repository, next.epoch().epoch());
        while (position.isBefore(end) && !gaps.cover(position, end)) {
            Sources others = sources.get();
            Optional<Lsn> copied = new WalCopy(others.repositories(), target).copyAt(position);
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

    private void recordGap(
            ClusterRepository repository, Stretch stretch, Stretch next, Lsn start, Lsn end) {
        GapRecord gap =
                new GapRecord(
                        start,
                        end,
                        stretch.epoch().timeline(),
                        "no repository holds this WAL any more",
                        clock.instant());
        record(repository, next.epoch(), gap);
    }
}
