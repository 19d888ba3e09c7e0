package io.holdfast.repository.testing;

import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that counts the listings that are asked of it. */
public final class CountingStore extends DelegatingStore {
    private final AtomicInteger lists = new AtomicInteger();

    public CountingStore(ObjectStore store) {
        super(store);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        lists.incrementAndGet();
        return super.list(prefix, startAfter, max);
    }

    /** How many listings were asked for since the last time, or ever. */
    public int takeLists() {
        return lists.getAndSet(0);
    }
}
