package io.holdfast.repository.backup;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes a number of puts, and is never heard of again. Reading goes on, for the test's sake. */
final class DyingStore implements ObjectStore {
    private final ObjectStore store;
    private final AtomicInteger putsLeft;
    private final boolean storesTheLast;

    /**
     * @param storesTheLast whether the first put that fails has been stored nevertheless
     */
    DyingStore(ObjectStore store, int puts, boolean storesTheLast) {
        this.store = store;
        this.putsLeft = new AtomicInteger(puts);
        this.storesTheLast = storesTheLast;
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        int left = putsLeft.getAndDecrement();
        if (left > 0) {
            return store.putIfAbsent(name, bytes, length);
        }
        if (left == 0 && storesTheLast) {
            store.putIfAbsent(name, bytes, length);
        }
        throw new HoldfastException(
                ErrorCategory.TRANSIENT, "store-dead", "the store is dead", "Wait for it.");
    }

    @Override
    public Optional<byte[]> get(String name) {
        return store.get(name);
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        return store.get(name, offset, length);
    }

    @Override
    public Optional<Long> size(String name) {
        return store.size(name);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        return store.list(prefix, startAfter, max);
    }

    @Override
    public void delete(String name) {
        store.delete(name);
    }

    @Override
    public String describe() {
        return "dying " + store.describe();
    }

    @Override
    public void close() {}
}
