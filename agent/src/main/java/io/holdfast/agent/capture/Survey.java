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
import io.holdfast.repository.epoch.Tips;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.Frontier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /** Reads them all; fails if none can be read. */
    static Survey of(List<RepositoryOpener> openers) {
        List<ClusterRepository> opened = new ArrayList<>();
        Map<ClusterRepository, NavigableMap<EpochId, EpochRecord>> held = new HashMap<>();
        Map<String, HoldfastException> failures = new TreeMap<>();
        NavigableMap<EpochId, EpochRecord> epochs = new TreeMap<>();
        for (RepositoryOpener opener : openers) {
            try {
                ClusterRepository repository = opener.open();
                NavigableMap<EpochId, EpochRecord> own = new Epochs(repository).all();
                merge(epochs, own, repository.name());
                opened.add(repository);
                held.put(repository, own);
            } catch (HoldfastException e) {
                if (e.category().mayBeDamage()) {
                    throw e;
                }
                failures.put(opener.name(), e);
            }
        }
        if (opened.isEmpty()) {
            throw failures.values().iterator().next();
        }
        Optional<EpochRecord> newest = Tips.newest(epochs, epoch -> furthest(opened, epoch));
        List<Holding> holdings = new ArrayList<>();
        for (ClusterRepository repository : opened) {
            try {
                holdings.add(
                        holding(repository, Objects.requireNonNull(held.get(repository)), newest));
            } catch (HoldfastException e) {
                if (!e.category().mayBeDamage()) {
                    throw e;
                }
                // at the end of its WAL, and there alone: as good as out of reach, for its epochs
                // are known, and its lane will meet the same
                failures.put(repository.name(), e);
            }
        }
        if (holdings.isEmpty()) {
            throw failures.values().iterator().next();
        }
        return new Survey(epochs, newest, List.copyOf(holdings), failures);
    }

    private static Lsn furthest(List<ClusterRepository> repositories, EpochRecord epoch) {
        return repositories.stream()
                .map(repository -> EpochWal.frontiersIn(repository).apply(epoch))
                .reduce(Lsn.ZERO, Lsn::max);
    }

    private static Holding holding(
            ClusterRepository repository,
            NavigableMap<EpochId, EpochRecord> held,
            Optional<EpochRecord> newest) {
        return new Holding(
                repository, held, newest.map(e -> new EpochWal(repository, e).frontier()));
    }

    /** How far any repository that could be read holds the epoch. */
    Lsn furthest(EpochRecord epoch) {
        return furthest(holdings.stream().map(Holding::repository).toList(), epoch);
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

    private static void merge(
            NavigableMap<EpochId, EpochRecord> all,
            NavigableMap<EpochId, EpochRecord> more,
            String repository) {
        more.forEach(
                (id, epoch) -> {
                    EpochRecord other = all.putIfAbsent(id, epoch);
                    if (other != null && !other.equals(epoch)) {
                        throw new HoldfastException(
                                ErrorCategory.INTEGRITY,
                                "repositories-differ",
                                "epoch "
                                        + id
                                        + " in repository "
                                        + repository
                                        + " is not the same as in the other repositories",
                                "Keep the repositories as they are, and find out who else wrote to"
                                        + " them.");
                    }
                });
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
