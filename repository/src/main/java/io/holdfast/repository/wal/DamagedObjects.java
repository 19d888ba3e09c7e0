package io.holdfast.repository.wal;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects that were found damaged while WAL was looked for. They are not fetched again. Where
 * others hold the same WAL the damage travels no further, so it is logged here, once. Not for
 * several threads.
 */
final class DamagedObjects {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedObjects.class);

    private final Map<String, HoldfastException> known = new LinkedHashMap<>();
    private final Map<String, HoldfastException> met = new LinkedHashMap<>();
    private final Map<String, HoldfastException> bypassed = new LinkedHashMap<>();

    /** What is met from now on belongs to a new search. */
    void begin() {
        met.clear();
    }

    /** What is read, or empty if the object is absent or damaged. */
    <T> Optional<T> sound(ClusterRepository repository, String name, Supplier<Optional<T>> read) {
        String object = name + " in repository " + repository.name();
        HoldfastException before = known.get(object);
        if (before != null) {
            met.putIfAbsent(object, before);
            return Optional.empty();
        }
        try {
            return read.get();
        } catch (HoldfastException e) {
            if (!e.category().mayBeDamage()) {
                throw e;
            }
            known.put(object, e);
            met.put(object, e);
            return Optional.empty();
        }
    }

    /** The damage that the search met first. */
    Optional<HoldfastException> first() {
        return met.values().stream().findFirst();
    }

    /** The search found what it looked for. */
    void bypass() {
        met.forEach(
                (object, damage) -> {
                    if (bypassed.putIfAbsent(object, damage) == null) {
                        LOG.warn(
                                "{} is damaged, and other objects were used in its place: {}",
                                object,
                                damage.getMessage());
                    }
                });
    }

    /** All damage in whose place other objects were used. */
    List<HoldfastException> bypassed() {
        return new ArrayList<>(bypassed.values());
    }
}
