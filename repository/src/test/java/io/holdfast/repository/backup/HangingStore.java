package io.holdfast.repository.backup;

import io.holdfast.repository.store.Interruptions;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes a number of puts, and then hangs until it is interrupted. */
final class HangingStore implements ObjectStore {
    private final ObjectStore store;
    private final AtomicInteger putsLeft;

    HangingStore(ObjectStore store, int puts) {
        this.store = store;
        this.putsLeft = new AtomicInteger(puts);
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        if (putsLeft.getAndDecrement() > 0) {
            return store.putIfAbsent(name, bytes, length);
        }
        try {
            new CountDownLatch(1).await();
            throw new IllegalStateException("nobody counts down");
        } catch (InterruptedException e) {
            throw Interruptions.interrupted("a put", e);
        }
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
        return "hanging " + store.describe();
    }

    @Override
    public void close() {}
}
