package io.holdfast.repository.expire;

import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import io.holdfast.repository.testing.DelegatingStore;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose user dies after so many puts and deletions. */
final class MortalStore extends DelegatingStore {
    private final AtomicInteger left;

    MortalStore(ObjectStore store, int changes) {
        super(store);
        this.left = new AtomicInteger(changes);
    }

    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        spend();
        return super.putIfAbsent(name, bytes, length);
    }

    @Override
    public void delete(String name) {
        spend();
        super.delete(name);
    }

    private void spend() {
        if (left.getAndDecrement() <= 0) {
            throw new Died();
        }
    }
}
