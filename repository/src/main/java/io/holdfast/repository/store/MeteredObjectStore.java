package io.holdfast.repository.store;

import io.holdfast.error.HoldfastException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Measures each operation: {@code holdfast.repository.operation} (a timer by operation and
 * outcome), {@code holdfast.repository.bytes} (a counter by direction) and, through {@link
 * #retries}, {@code holdfast.repository.retries}. All carry the repository's name. Inside a {@link
 * RetryingObjectStore} it measures attempts, around one what callers waited for.
 */
public final class MeteredObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final String repository;
    private final MeterRegistry registry;

    public MeteredObjectStore(ObjectStore store, String repository, MeterRegistry registry) {
        this.store = store;
        this.repository = repository;
        this.registry = registry;
    }

    /** Counts what a retrying store around this one tries again. */
    public RetryListener retries() {
        return (operation, _, _, failure) ->
                registry.counter(
                                "holdfast.repository.retries",
                                "repository",
                                repository,
                                "operation",
                                operation,
                                "code",
                                failure.code())
                        .increment();
    }

    private <T> T timed(String operation, Supplier<T> call, Function<T, String> outcome) {
        var sample = Timer.start(registry);
        try {
            var result = call.get();
            sample.stop(timer(operation, outcome.apply(result)));
            return result;
        } catch (HoldfastException e) {
            sample.stop(timer(operation, e.category().name().toLowerCase(Locale.ROOT)));
            throw e;
        }
    }

    private Timer timer(String operation, String outcome) {
        return registry.timer(
                "holdfast.repository.operation",
                "repository",
                repository,
                "operation",
                operation,
                "outcome",
                outcome);
    }

    private void count(String direction, int bytes) {
        registry.counter(
                        "holdfast.repository.bytes",
                        "repository",
                        repository,
                        "direction",
                        direction)
                .increment(bytes);
    }

    private static String presence(Optional<?> found) {
        return found.isPresent() ? "found" : "absent";
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        var outcome =
                timed(
                        "put",
                        () -> store.putIfAbsent(name, bytes, length),
                        result -> result.name().toLowerCase(Locale.ROOT));
        count("out", length);
        return outcome;
    }

    @Override
    public Optional<byte[]> get(String name) {
        return counted(timed("get", () -> store.get(name), MeteredObjectStore::presence));
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        return counted(
                timed("get", () -> store.get(name, offset, length), MeteredObjectStore::presence));
    }

    private Optional<byte[]> counted(Optional<byte[]> read) {
        read.ifPresent(bytes -> count("in", bytes.length));
        return read;
    }

    @Override
    public Optional<Long> size(String name) {
        return timed("size", () -> store.size(name), MeteredObjectStore::presence);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        return timed("list", () -> store.list(prefix, startAfter, max), _ -> "done");
    }

    @Override
    public void delete(String name) {
        timed(
                "delete",
                () -> {
                    store.delete(name);
                    return Optional.empty();
                },
                _ -> "done");
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public void close() {
        store.close();
    }
}
