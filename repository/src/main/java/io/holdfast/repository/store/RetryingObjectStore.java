package io.holdfast.repository.store;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries again what failed for a reason that passes. This is the one place where retrying lives.
 *
 * <p>After a put whose answer was lost the next attempt may meet the object of the first one. That
 * is {@link PutOutcome#ALREADY_EXISTS}, as is the object of somebody else: only the caller, who
 * knows what the bytes mean, can compare.
 */
public final class RetryingObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final RetryPolicy policy;
    private final RetryTiming timing;
    private final RetryListener listener;

    public RetryingObjectStore(
            ObjectStore store, RetryPolicy policy, RetryTiming timing, RetryListener listener) {
        this.store = store;
        this.policy = policy;
        this.timing = timing;
        this.listener = listener;
    }

    private <T> T retrying(String operation, Supplier<T> call) {
        var start = timing.nanoTime();
        for (var attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (HoldfastException e) {
                if (e.category() != ErrorCategory.TRANSIENT
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                var delay = delay(attempt);
                if (isTooLate(start, delay)) {
                    throw e;
                }
                listener.retrying(operation, attempt, delay, e);
                pause(operation, delay, e);
            }
        }
    }

    private Duration delay(int failures) {
        return Duration.ofNanos((long) (policy.limit(failures).toNanos() * timing.jitter()));
    }

    private boolean isTooLate(long start, Duration delay) {
        var next = Duration.ofNanos(timing.nanoTime() - start).plus(delay);
        return policy.deadline().filter(deadline -> next.compareTo(deadline) > 0).isPresent();
    }

    private void pause(String operation, Duration delay, HoldfastException failure) {
        try {
            timing.sleep(delay);
        } catch (InterruptedException e) {
            failure.addSuppressed(e);
            throw Interruptions.interrupted(operation, failure);
        }
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        return retrying("put", () -> store.putIfAbsent(name, bytes, length));
    }

    @Override
    public Optional<byte[]> get(String name) {
        return retrying("get", () -> store.get(name));
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        return retrying("get", () -> store.get(name, offset, length));
    }

    @Override
    public Optional<Long> size(String name) {
        return retrying("size", () -> store.size(name));
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        return retrying("list", () -> store.list(prefix, startAfter, max));
    }

    @Override
    public void delete(String name) {
        retrying(
                "delete",
                () -> {
                    store.delete(name);
                    return Optional.empty();
                });
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
