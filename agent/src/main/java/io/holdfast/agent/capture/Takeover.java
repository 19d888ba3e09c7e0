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
import io.holdfast.repository.wal.SealRecord;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The two steps by which a writer begins: seal what the one before wrote, then take the next epoch.
 * A crash between them leaves a sealed epoch, which the next taker seals again to no effect; a
 * crash within the second leaves an epoch without WAL in some repositories, which is taken over
 * like any other. Format: docs/repository-format.md, section 6.
 */
final class Takeover {
    private final Survey survey;
    private final Predecessors predecessors;
    private final UUID writer;
    private final InstantSource clock;
    private final Unwritable unwritable;
    private final List<ClusterRepository> repositories;

    /**
     * @param unwritable which repositories to leave out; learns of others
     * @throws HoldfastException if no repository is left
     */
    Takeover(Survey survey, UUID writer, InstantSource clock, Unwritable unwritable) {
        this.survey = survey;
        this.predecessors = survey.predecessors();
        this.writer = writer;
        this.clock = clock;
        this.unwritable = unwritable;
        this.repositories = unwritable.without(survey.repositories());
    }

    /** The ids of the repositories in which the epoch is taken, in their order. */
    List<UUID> takenIn() {
        return repositories.stream().map(ClusterRepository::repositoryId).sorted().toList();
    }

    /** The epoch to take. */
    EpochId nextEpoch() {
        int newest = survey.epochs().isEmpty() ? 0 : survey.epochs().lastKey().number();
        return EpochId.of(newest + 1, writer);
    }

    /**
     * Ends everything that somebody might still write, in every repository in which the epoch is
     * taken: the newest epoch, which must exist, and whatever else is open or was not fenced for
     * certain.
     *
     * @return the greatest position at which the newest epoch is sealed, or up to which one that is
     *     left out holds it: where to go on
     */
    Lsn seal() {
        EpochRecord parent = survey.newest().orElseThrow();
        for (EpochRecord other : predecessors.all().values()) {
            if (!other.equals(parent)) {
                repositories.forEach(repository -> seal(repository, other));
            }
        }
        return repositories.stream()
                .map(repository -> seal(repository, parent))
                .reduce(survey.frontier().orElseThrow(), Lsn::max);
    }

    private Lsn seal(ClusterRepository repository, EpochRecord epoch) {
        EpochWal wal = new EpochWal(repository, epoch);
        return unwritable.writing(
                repository,
                () ->
                        wal.seal(
                                wal.frontier().end(),
                                at -> new SealRecord(writer, nextEpoch(), at, clock.instant())));
    }

    /** The open tips that the epoch to take does not continue. */
    List<EpochId> closes(@Nullable EpochId parent) {
        return predecessors.tips().keySet().stream().filter(id -> !id.equals(parent)).toList();
    }

    Predecessors predecessors() {
        return predecessors;
    }

    /**
     * Puts the epoch in every repository in which it is taken, in the order of their ids; before it
     * the records of what it continues, so that whoever reaches only that repository sees no other
     * history, and its opening. Then looks at all of them again.
     *
     * @throws HoldfastException {@code epoch-taken} or {@code epoch-unseen}: the next survey
     *     decides
     */
    void take(EpochOpening opening) {
        survey.holdings().stream()
                .filter(holding -> repositories.contains(holding.repository()))
                .sorted(Comparator.comparing(holding -> holding.repository().repositoryId()))
                .forEach(holding -> take(holding, opening));
        lookAgain(opening.epoch());
    }

    private void take(Survey.Holding holding, EpochOpening opening) {
        ClusterRepository repository = holding.repository();
        EpochRecord epoch = opening.epoch();
        Placed placed =
                unwritable.writing(
                        repository,
                        () -> {
                            bringAncestors(holding, epoch);
                            // a writer that dies with its epoch must not hide a gap
                            opening.put(repository);
                            return new Epochs(repository).put(epoch);
                        });
        if (placed instanceof Placed.Other) {
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "epoch-taken",
                    "another writer took epoch number "
                            + epoch.epoch().number()
                            + " in repository "
                            + repository.name(),
                    "Make sure that one agent runs for this instance, and one instance is"
                            + " primary.");
        }
    }

    /**
     * Who took another number at the same time passed by unnoticed, and each of two may find enough
     * repositories to be acknowledged in. Both put first and look then, so one of them at least
     * sees the other wherever both have put.
     */
    private void lookAgain(EpochRecord own) {
        NavigableMap<EpochId, EpochRecord> known = new TreeMap<>(survey.epochs());
        known.put(own.epoch(), own);
        for (ClusterRepository repository : repositories) {
            Epochs held = new Epochs(repository);
            Admission.unknownTip(known, own, unwritable.writing(repository, held::all))
                    .ifPresent(
                            unknown -> {
                                throw Admission.unseen(Admission.unseen(repository, unknown, own));
                            });
        }
    }

    /** A repository that holds nothing of the branch begins with the new epoch. */
    private void bringAncestors(Survey.Holding holding, EpochRecord epoch) {
        EpochRecord.Parent parent = epoch.parent();
        if (parent == null) {
            return;
        }
        Epochs epochs = new Epochs(holding.repository());
        Branch.to(survey.epochs(), parent.epoch()).stretches().stream()
                .map(Stretch::epoch)
                .dropWhile(ancestor -> !holding.epochs().containsKey(ancestor.epoch()))
                .filter(ancestor -> !holding.epochs().containsKey(ancestor.epoch()))
                .forEach(epochs::bring);
    }
}
