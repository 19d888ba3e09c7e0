package io.holdfast.repository.store;

import java.util.List;
import java.util.Optional;

/** A folder of another store, seen as a store. Closing it leaves the other one open. */
public final class PrefixedObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final String prefix;

    /**
     * @param prefix ends with a slash
     */
    public PrefixedObjectStore(ObjectStore store, String prefix) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("prefix without a slash: " + prefix);
        }
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        return store.putIfAbsent(prefix + name, bytes, length);
    }

    @Override
    public Optional<byte[]> get(String name) {
        return store.get(prefix + name);
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        return store.get(prefix + name, offset, length);
    }

    @Override
    public Optional<Long> size(String name) {
        return store.size(prefix + name);
    }

    @Override
    public ObjectPage list(String namePrefix, String startAfter, int max) {
        ObjectPage page =
                store.list(
                        prefix + namePrefix, startAfter.isEmpty() ? "" : prefix + startAfter, max);
        List<ObjectInfo> relative =
                page.objects().stream()
                        .map(
                                o ->
                                        new ObjectInfo(
                                                o.name().substring(prefix.length()), o.sizeBytes()))
                        .toList();
        return new ObjectPage(relative, page.truncated());
    }

    @Override
    public void delete(String name) {
        store.delete(prefix + name);
    }

    @Override
    public String describe() {
        return store.describe() + "/" + prefix;
    }

    @Override
    public void close() {}
}
