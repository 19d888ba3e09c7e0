package io.holdfast.repository.store;

import java.util.Optional;

/**
 * A place that keeps objects of up to some 16 MiB, each written once. Calls block and are made from
 * virtual or platform threads, never from an event loop; all of them may be made concurrently.
 * Names are relative to the store's prefix: components of {@code [A-Za-z0-9._-]} joined by {@code
 * /}, none of them beginning with a dot.
 *
 * <p>What fails is a {@link io.holdfast.error.HoldfastException}: {@code TRANSIENT} when trying
 * again may help (time-outs, cut connections, 409, 429, 5xx), {@code CONFIGURATION} for
 * credentials, bucket and endpoint, {@code INTEGRITY} when the store's answer does not fit what was
 * sent, {@code REPOSITORY} for every other refusal. A failed put may or may not have stored the
 * object.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * Stores the first {@code length} bytes under a name that must be free. Atomic where the store
     * is capable of it: of any number of concurrent puts of one name, one is answered {@code
     * CREATED}, and readers see all of its bytes or none. When this returns, the object is durable
     * and the store's own checksum of it fits what was sent. The array may be reused afterwards.
     */
    PutOutcome putIfAbsent(String name, byte[] bytes, int length);

    /** The whole object, or empty if the name is free. */
    Optional<byte[]> get(String name);

    /**
     * Up to {@code length} bytes from {@code offset}: fewer only where the object ends; empty if
     * the name is free.
     */
    Optional<byte[]> get(String name, long offset, int length);

    /** The size of the object in bytes, or empty if the name is free. */
    Optional<Long> size(String name);

    /**
     * Up to {@code max} (from 1 to 1,000) names that begin with {@code prefix} and come after
     * {@code startAfter} (which need not exist; empty: from the beginning), in the order of their
     * bytes. A page that is truncated holds at least one. May lag behind puts.
     */
    ObjectPage list(String prefix, String startAfter, int max);

    /** The same, with as many names as a page can hold. */
    default ObjectPage list(String prefix, String startAfter) {
        return list(prefix, startAfter, ObjectNames.PAGE);
    }

    /** Removes the object; nothing happens if the name is free. */
    void delete(String name);

    /** Where this is, for people: never with a secret in it. */
    String describe();

    /** Releases connections; idempotent. */
    @Override
    void close();
}
