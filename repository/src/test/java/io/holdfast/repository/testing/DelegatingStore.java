package io.holdfast.repository.testing;

import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.PutOutcome;
import java.util.Optional;

/** Hands everything on. */
public abstract class DelegatingStore implements ObjectStore {
    private final ObjectStore store;

    protected DelegatingStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        return store.putIfAbsent(name, bytes, length);
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
        return store.describe();
    }

    @Override
    public void close() {
        store.close();
    }
}
