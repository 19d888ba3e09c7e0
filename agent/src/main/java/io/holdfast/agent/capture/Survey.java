package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.Frontier;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the repositories that can be reached hold, before anything is changed: all epochs, and how
 * far each repository holds the newest one.
 *
 * @param epochs by id, of all repositories together
 * @param newest the tip that a taker continues
 * @param holdings only of the repositories that could be read; never empty
 * @param failures what kept the others from being read, by repository
 */
record Survey(
        NavigableMap<EpochId, EpochRecord> epochs,
        Optional<EpochRecord> newest,
        List<Holding> holdings,
        Map<String, HoldfastException> failures) {

    /**
     * One repository.
     *
     * @param epochs that it holds itself
     * @param frontier of the newest epoch; empty if there is no epoch at all
     */
    record Holding(
            ClusterRepository repository,
            NavigableMap<EpochId, EpochRecord> epochs,
            Optional<Frontier> frontier) {}

    /**
     * Reads them all.
     *
     * @throws HoldfastException if none can be read, or if two of them tell of different epochs
     */
    static Survey of(List<RepositoryOpener> openers) {
        return new SurveyInProgress().of(openers);
    }

    /** How far any repository that could be read holds the epoch. */
    Lsn furthest(EpochRecord epoch) {
        return repositories().stream()
                .map(repository -> EpochWal.frontiersIn(repository).apply(epoch))
                .reduce(Lsn.ZERO, Lsn::max);
    }

    /** The open tips, and what must be fenced with them. */
    Predecessors predecessors() {
        return Predecessors.of(epochs);
    }

    /** The ids of the repositories that could be read. */
    Set<UUID> reached() {
        return holdings.stream()
                .map(holding -> holding.repository().repositoryId())
                .collect(Collectors.toSet());
    }

    /** Those that could be read. */
    List<ClusterRepository> repositories() {
        return holdings.stream().map(Holding::repository).toList();
    }

    /** The holding that reaches furthest into the newest epoch. */
    Optional<Holding> best() {
        return holdings.stream()
                .filter(holding -> holding.frontier().isPresent())
                .max(Comparator.comparing(h -> h.frontier().orElseThrow().end()));
    }

    /** The greatest end of the newest epoch in any repository. */
    Optional<Lsn> frontier() {
        return best().flatMap(Holding::frontier).map(Frontier::end);
    }

    /**
     * The stored history of the newest epoch's timeline. A writer that died as soon as it had its
     * epoch left none there: the epoch before has the same.
     */
    Optional<TimelineHistory> history() {
        return newest().stream()
                .flatMap(epoch -> onItsTimeline(epoch).stream())
                .map(this::history)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private List<EpochRecord> onItsTimeline(EpochRecord newest) {
        return Branch.to(epochs, newest.epoch()).stretches().reversed().stream()
                .map(Stretch::epoch)
                .takeWhile(epoch -> epoch.timeline().equals(newest.timeline()))
                .toList();
    }

    // one that cannot be read is as good as missing while another repository has it
    private Optional<TimelineHistory> history(EpochRecord epoch) {
        Optional<HoldfastException> failure = Optional.empty();
        for (ClusterRepository repository : repositories()) {
            try {
                Optional<byte[]> raw = new EpochWal(repository, epoch).history(epoch.timeline());
                if (raw.isPresent()) {
                    return Optional.of(TimelineHistory.parse(epoch.timeline(), raw.get()));
                }
            } catch (HoldfastException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return Optional.empty();
    }
}
