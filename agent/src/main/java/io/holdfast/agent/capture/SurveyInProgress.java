package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Tips;
import io.holdfast.repository.wal.Frontier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out what the repositories hold. One in which something cannot be read that the next session
 * must know for certain is as good as out of reach: its lane will meet the same. What it says of
 * its epochs counts nevertheless, for that could be read.
 */
final class SurveyInProgress {
    private final NavigableMap<EpochId, EpochRecord> epochs = new TreeMap<>();
    private final Map<String, HoldfastException> failures = new TreeMap<>();
    private final List<Reading> readings = new ArrayList<>();

    Survey of(List<RepositoryOpener> openers) {
        for (RepositoryOpener opener : openers) {
            read(opener).ifPresent(this::add);
        }
        while (!readings.isEmpty()) {
            Optional<EpochRecord> newest = Tips.newest(epochs, this::furthest);
            List<EpochRecord> needed = new ArrayList<>(Predecessors.of(epochs).all().values());
            newest.ifPresent(needed::add);
            // which is the newest was found with the help of those that now turn out to be
            // unreadable
            if (!drop(needed)) {
                return new Survey(
                        epochs,
                        newest,
                        readings.stream().map(reading -> reading.holding(newest)).toList(),
                        failures);
            }
        }
        throw reason();
    }

    private Optional<Reading> read(RepositoryOpener opener) {
        try {
            ClusterRepository repository = opener.open();
            return Optional.of(new Reading(repository, new Epochs(repository).all()));
        } catch (HoldfastException e) {
            failures.put(opener.name(), e);
            return Optional.empty();
        }
    }

    private void add(Reading reading) {
        reading.own.forEach(
                (id, epoch) -> {
                    EpochRecord other = epochs.putIfAbsent(id, epoch);
                    if (other != null && !other.equals(epoch)) {
                        throw differ(id, reading.repository.name());
                    }
                });
        readings.add(reading);
    }

    private Lsn furthest(EpochRecord epoch) {
        return readings.stream()
                .map(reading -> reading.frontier(epoch).end())
                .reduce(Lsn.ZERO, Lsn::max);
    }

    /** Looks at all that is needed; whether any repository was dropped. */
    private boolean drop(List<EpochRecord> needed) {
        readings.forEach(reading -> needed.forEach(reading::frontier));
        readings.forEach(
                reading ->
                        reading.failure.ifPresent(
                                failure -> failures.put(reading.repository.name(), failure)));
        return readings.removeIf(reading -> reading.failure.isPresent());
    }

    /** What is damaged stays so; who cannot be reached may be back soon. */
    private HoldfastException reason() {
        return failures.values().stream()
                .filter(e -> e.category().mayBeDamage())
                .findFirst()
                .orElseGet(() -> failures.values().iterator().next());
    }

    private static HoldfastException differ(EpochId id, String repository) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "repositories-differ",
                "epoch "
                        + id
                        + " in repository "
                        + repository
                        + " is not the same as in the other repositories",
                "Keep the repositories as they are, and find out who else wrote to them.");
    }

    /** One repository, each epoch looked at once. */
    private static final class Reading {
        private final ClusterRepository repository;
        private final NavigableMap<EpochId, EpochRecord> own;
        private final Map<EpochId, Frontier> frontiers = new HashMap<>();
        private Optional<HoldfastException> failure = Optional.empty();

        Reading(ClusterRepository repository, NavigableMap<EpochId, EpochRecord> own) {
            this.repository = repository;
            this.own = own;
        }

        Frontier frontier(EpochRecord epoch) {
            return frontiers.computeIfAbsent(epoch.epoch(), id -> look(epoch));
        }

        private Frontier look(EpochRecord epoch) {
            Frontier frontier = PartlyRead.of(repository, epoch);
            failure = failure.or(frontier::damage);
            return frontier;
        }

        Survey.Holding holding(Optional<EpochRecord> newest) {
            return new Survey.Holding(repository, own, newest.map(this::frontier));
        }
    }
}
