package io.holdfast.repository.store.memory;

import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectNames;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import io.holdfast.repository.store.ProbeableStore;
import io.holdfast.repository.store.PutOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** An {@link ObjectStore} in memory, as strict as the best of the others. */
public final class MemoryObjectStore implements ProbeableStore {
    // Names are ASCII, so the order of strings is the order of their bytes.
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        var copy = Arrays.copyOf(bytes, ObjectNames.requireLength(bytes, length));
        return objects.putIfAbsent(ObjectNames.requireName(name), copy) == null
                ? PutOutcome.CREATED
                : PutOutcome.ALREADY_EXISTS;
    }

    @Override
    public Optional<byte[]> get(String name) {
        return Optional.ofNullable(objects.get(ObjectNames.requireName(name))).map(byte[]::clone);
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        ObjectNames.requireRange(offset, length);
        return Optional.ofNullable(objects.get(ObjectNames.requireName(name)))
                .map(bytes -> slice(bytes, offset, length));
    }

    private static byte[] slice(byte[] bytes, long offset, int length) {
        var from = (int) Math.min(offset, bytes.length);
        var to = (int) Math.min((long) from + length, bytes.length);
        return Arrays.copyOfRange(bytes, from, to);
    }

    @Override
    public Optional<Long> size(String name) {
        return Optional.ofNullable(objects.get(ObjectNames.requireName(name)))
                .map(bytes -> (long) bytes.length);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        ObjectNames.requirePrefix(prefix);
        ObjectNames.requirePage(max);
        var inclusive = prefix.compareTo(startAfter) > 0;
        List<ObjectInfo> page = new ArrayList<>();
        for (var entry : objects.tailMap(inclusive ? prefix : startAfter, inclusive).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (page.size() == max) {
                return new ObjectPage(page, true);
            }
            page.add(new ObjectInfo(entry.getKey(), entry.getValue().length));
        }
        return new ObjectPage(page, false);
    }

    @Override
    public void delete(String name) {
        objects.remove(ObjectNames.requireName(name));
    }

    @Override
    public void overwrite(String name, byte[] bytes) {
        objects.put(ObjectNames.requireName(name), bytes.clone());
    }

    /** Memory has no way between the sender and the store on which bytes could be damaged. */
    @Override
    public boolean refusesDamagedBody(String name, byte[] bytes) {
        return true;
    }

    @Override
    public Optional<Instant> storeClock() {
        return Optional.empty();
    }

    @Override
    public Optional<Boolean> versioned() {
        return Optional.of(false);
    }

    @Override
    public Optional<Boolean> lockable() {
        return Optional.of(false);
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {}
}
