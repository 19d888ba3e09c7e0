package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.Frontier;
import io.holdfast.repository.wal.SealRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The two steps by which a writer begins: seal what the one before wrote, then take the next epoch.
 * A crash between them leaves a sealed epoch, which the next taker seals again to no effect; a
 * crash within the second leaves an epoch without WAL in some repositories, which is taken over
 * like any other. Format: docs/repository-format.md, section 6.
 */
final class Takeover {
    private final Survey survey;
    private final UUID writer;
    private final InstantSource clock;

    Takeover(Survey survey, UUID writer, InstantSource clock) {
        this.survey = survey;
        this.writer = writer;
        this.clock = clock;
    }

    /** The epoch to take. */
    EpochId nextEpoch() {
        int newest = survey.epochs().isEmpty() ? 0 : survey.epochs().lastKey().number();
        return EpochId.of(newest + 1, writer);
    }

    /**
     * What sealing came to.
     *
     * @param continuation the greatest sealed position
     * @param furthest the repository that is sealed there
     * @param seals how many repositories hold a seal now
     */
    record Sealed(Lsn continuation, ClusterRepository furthest, int seals) {}

    /** Ends the newest epoch, which must exist, in every repository that was reached. */
    Sealed seal() {
        EpochRecord parent = survey.newest().orElseThrow();
        Lsn continuation = Lsn.ZERO;
        ClusterRepository furthest = survey.holdings().getFirst().repository();
        for (Survey.Holding holding : survey.holdings()) {
            Lsn sealed = seal(holding, parent);
            if (sealed.isAfter(continuation)) {
                continuation = sealed;
                furthest = holding.repository();
            }
        }
        return new Sealed(continuation, furthest, survey.holdings().size());
    }

    private Lsn seal(Survey.Holding holding, EpochRecord parent) {
        Lsn from = holding.frontier().map(Frontier::end).orElse(parent.start());
        return new EpochWal(holding.repository(), parent)
                .seal(from, at -> new SealRecord(writer, nextEpoch(), at, clock.instant()));
    }

    /**
     * Puts the epoch in every repository that was reached, in the order of their ids, behind the
     * ancestors that are missing there: one that only another repository took before its writer
     * died would cut off all that this one holds.
     */
    void take(EpochRecord epoch) {
        List<ClusterRepository> ordered =
                survey.holdings().stream()
                        .map(Survey.Holding::repository)
                        .sorted(Comparator.comparing(ClusterRepository::repositoryId))
                        .toList();
        for (ClusterRepository repository : ordered) {
            missing(repository, epoch).forEach(ancestor -> Joining.put(repository, ancestor));
            if (new Epochs(repository).put(epoch) instanceof Placed.Other) {
                throw new HoldfastException(
                        ErrorCategory.TRANSIENT,
                        "epoch-taken",
                        "another writer took epoch "
                                + epoch.epoch()
                                + " in repository "
                                + repository.name(),
                        "Make sure that one agent runs for this instance, and one instance is"
                                + " primary.");
            }
        }
    }

    /** Ancestors behind the newest that the repository holds, oldest first; none if it has none. */
    private List<EpochRecord> missing(ClusterRepository repository, EpochRecord epoch) {
        List<EpochRecord> missing = new ArrayList<>();
        // what a single repository holds is all that is known
        if (epoch.parent() == null || survey.holdings().size() == 1) {
            return missing;
        }
        Set<EpochId> held = new Epochs(repository).all().keySet();
        Branch branch = Branch.to(survey.epochs(), epoch.parent().epoch());
        for (Stretch stretch : branch.stretches().reversed()) {
            if (held.contains(stretch.epoch().epoch())) {
                return missing.reversed();
            }
            missing.add(stretch.epoch());
        }
        return List.of();
    }
}
