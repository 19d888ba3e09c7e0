package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the repositories that can be reached hold, before anything is changed: all epochs, and how
 * far each repository holds the newest one.
 *
 * @param epochs by number, of all repositories together
 * @param holdings only of the repositories that could be read; never empty
 * @param failures what kept the others from being read, by repository
 */
record Survey(
        NavigableMap<EpochId, EpochRecord> epochs,
        List<Holding> holdings,
        java.util.Map<String, HoldfastException> failures) {

    /**
     * One repository.
     *
     * @param frontier of the newest epoch; empty if there is no epoch at all
     */
    record Holding(ClusterRepository repository, Optional<Frontier> frontier) {}

    /** Reads them all; fails if none can be read. */
    static Survey of(List<RepositoryOpener> openers) {
        List<ClusterRepository> opened = new ArrayList<>();
        java.util.Map<String, HoldfastException> failures = new TreeMap<>();
        NavigableMap<EpochId, EpochRecord> epochs = new TreeMap<>();
        for (RepositoryOpener opener : openers) {
            try {
                ClusterRepository repository = opener.open();
                merge(epochs, new Epochs(repository).all(), repository.name());
                opened.add(repository);
            } catch (HoldfastException e) {
                if (e.category() == ErrorCategory.INTEGRITY || e.category() == ErrorCategory.KEY) {
                    throw e;
                }
                failures.put(opener.name(), e);
            }
        }
        if (opened.isEmpty()) {
            throw failures.values().iterator().next();
        }
        Optional<EpochRecord> newest = newest(epochs);
        List<Holding> holdings =
                opened.stream()
                        .map(r -> new Holding(r, newest.map(e -> new EpochWal(r, e).frontier())))
                        .toList();
        return new Survey(epochs, holdings, failures);
    }

    private static void merge(
            NavigableMap<EpochId, EpochRecord> all,
            NavigableMap<EpochId, EpochRecord> more,
            String repository) {
        more.forEach(
                (number, epoch) -> {
                    EpochRecord other = all.putIfAbsent(number, epoch);
                    if (other != null && !other.equals(epoch)) {
                        throw new HoldfastException(
                                ErrorCategory.INTEGRITY,
                                "epoch-conflict",
                                "epoch "
                                        + number
                                        + " in repository "
                                        + repository
                                        + " was taken by "
                                        + epoch.instance()
                                        + ", and in another repository by "
                                        + other.instance(),
                                "Decide which instance is the right one and run 'holdfast adopt'"
                                        + " there.");
                    }
                });
    }

    private static Optional<EpochRecord> newest(NavigableMap<EpochId, EpochRecord> epochs) {
        return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.lastEntry().getValue());
    }

    Optional<EpochRecord> newest() {
        return newest(epochs);
    }

    /** Those that could be read. */
    List<ClusterRepository> repositories() {
        return holdings.stream().map(Holding::repository).toList();
    }

    /** The holding that reaches furthest into the newest epoch. */
    Optional<Holding> best() {
        return holdings.stream()
                .filter(holding -> holding.frontier().isPresent())
                .max(java.util.Comparator.comparing(h -> h.frontier().orElseThrow().end()));
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

    private Optional<TimelineHistory> history(EpochRecord epoch) {
        return holdings.stream()
                .map(h -> new EpochWal(h.repository(), epoch).history(epoch.timeline()))
                .flatMap(Optional::stream)
                .map(raw -> TimelineHistory.parse(epoch.timeline(), raw))
                .findFirst();
    }
}
