package io.holdfast.repository.testing;

import io.holdfast.repository.store.ObjectStore;

/** What a disk does to an object. */
public final class Damage {
    private Damage() {}

    /** Changes one bit; done twice, nothing has happened. */
    public static void flip(ObjectStore store, String name, int at) {
        byte[] bytes = store.get(name).orElseThrow();
        bytes[at] ^= 1;
        store.delete(name);
        store.putIfAbsent(name, bytes, bytes.length);
    }
}
