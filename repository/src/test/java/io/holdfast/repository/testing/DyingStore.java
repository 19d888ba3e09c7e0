package io.holdfast.repository.testing;

import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose user dies right after a put took effect, before its answer arrives. */
public final class DyingStore extends DelegatingStore {
    private final AtomicInteger putsToLive;

    /**
     * @param putsToLive shared by the stores of one process
     */
    public DyingStore(ObjectStore store, AtomicInteger putsToLive) {
        super(store);
        this.putsToLive = putsToLive;
    }

    /** The process is gone. */
    public static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        PutOutcome outcome = super.putIfAbsent(name, bytes, length);
        if (putsToLive.decrementAndGet() == 0) {
            throw new Died();
        }
        return outcome;
    }
}
