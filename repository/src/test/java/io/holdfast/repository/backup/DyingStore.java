package io.holdfast.repository.backup;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import io.holdfast.repository.testing.DelegatingStore;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes a number of puts, and is never heard of again. Reading goes on, for the test's sake. */
final class DyingStore extends DelegatingStore {
    private final AtomicInteger putsLeft;
    private final boolean storesTheLast;

    /**
     * @param storesTheLast whether the first put that fails has been stored nevertheless
     */
    DyingStore(ObjectStore store, int puts, boolean storesTheLast) {
        super(store);
        this.putsLeft = new AtomicInteger(puts);
        this.storesTheLast = storesTheLast;
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        int left = putsLeft.getAndDecrement();
        if (left > 0) {
            return super.putIfAbsent(name, bytes, length);
        }
        if (left == 0 && storesTheLast) {
            super.putIfAbsent(name, bytes, length);
        }
        throw new HoldfastException(
                ErrorCategory.TRANSIENT, "store-dead", "the store is dead", "Wait for it.");
    }
}
