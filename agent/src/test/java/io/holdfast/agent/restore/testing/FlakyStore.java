package io.holdfast.agent.restore.testing;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A store that can be cut off, as a network is. */
public final class FlakyStore implements ObjectStore {
    private final ObjectStore inner;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean isReachable = true;
    private volatile Consumer<String> beforeReading = name -> {};

    public FlakyStore(ObjectStore inner) {
        this.inner = inner;
    }

    public void reachable(boolean whether) {
        isReachable = whether;
    }

    /** Done with the name of every object that is read from now on, before it is. */
    public void beforeReading(Consumer<String> deed) {
        beforeReading = deed;
    }

    /** How often somebody asked in vain. */
    public int refusals() {
        return refusals.get();
    }

    private ObjectStore reached() {
        if (!isReachable) {
            refusals.incrementAndGet();
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "repository-unreachable",
                    "the network is down",
                    "Wait until it is up.");
        }
        return inner;
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        return reached().putIfAbsent(name, bytes, length);
    }

    @Override
    public Optional<byte[]> get(String name) {
        beforeReading.accept(name);
        return reached().get(name);
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        beforeReading.accept(name);
        return reached().get(name, offset, length);
    }

    @Override
    public Optional<Long> size(String name) {
        return reached().size(name);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        return reached().list(prefix, startAfter, max);
    }

    @Override
    public void delete(String name) {
        reached().delete(name);
    }

    @Override
    public String describe() {
        return inner.describe();
    }

    @Override
    public void close() {
        inner.close();
    }
}
