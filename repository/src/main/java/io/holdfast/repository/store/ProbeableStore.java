package io.holdfast.repository.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What only a capability probe may ask of an adapter, under names of its own: things that nobody
 * who keeps to the port can do, asked in order to learn whether the store prevents them.
 */
public interface ProbeableStore extends ObjectStore {
    /** Puts without the condition, replacing what is there; throws where the store refuses. */
    void overwrite(String name, byte[] bytes);

    /**
     * Puts a body that does not fit the digest sent with it. Whether the store refused it; a store
     * that accepts cannot prove that it holds what was sent.
     */
    boolean refusesDamagedBody(String name, byte[] bytes);

    /** The store's clock at its last answer, or empty if it does not tell. */
    Optional<Instant> storeClock();

    /** Whether old versions of objects are kept; empty if the store or its rights hide it. */
    Optional<Boolean> versioned();

    /** Whether objects can be locked against deletion; empty if unknown. */
    Optional<Boolean> lockable();
}
