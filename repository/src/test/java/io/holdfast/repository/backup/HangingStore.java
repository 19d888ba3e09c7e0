package io.holdfast.repository.backup;

import io.holdfast.repository.store.Interruptions;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import io.holdfast.repository.testing.DelegatingStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes a number of puts, and then hangs until it is interrupted. */
final class HangingStore extends DelegatingStore {
    private final AtomicInteger putsLeft;

    HangingStore(ObjectStore store, int puts) {
        super(store);
        this.putsLeft = new AtomicInteger(puts);
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        if (putsLeft.getAndDecrement() > 0) {
            return super.putIfAbsent(name, bytes, length);
        }
        try {
            new CountDownLatch(1).await();
            throw new IllegalStateException("nobody counts down");
        } catch (InterruptedException e) {
            throw Interruptions.interrupted("a put", e);
        }
    }
}
