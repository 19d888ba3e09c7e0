package io.holdfast.repository.expire;

import io.holdfast.repository.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Deletes objects among which the order does not matter, some at a time, up to a cap. Counts what
 * it deleted.
 */
final class Deletions {
    private final ObjectStore store;
    private final List<String> names = new ArrayList<>();
    private long left;
    private long objects;
    private long bytes;

    /**
     * @param cap how many objects may be deleted in all
     */
    Deletions(ObjectStore store, long cap) {
        this.store = store;
        this.left = cap;
    }

    /** Takes an object to delete, now or at the next {@link #flush}; false: the cap is reached. */
    boolean add(String name, long sizeBytes) throws InterruptedException {
        if (left == 0) {
            return false;
        }
        left--;
        objects++;
        bytes += sizeBytes;
        names.add(name);
        if (names.size() == AtOnce.MOST) {
            flush();
        }
        return true;
    }

    /** When this returns, everything that was taken is gone. */
    void flush() throws InterruptedException {
        List<Callable<Boolean>> requests = new ArrayList<>();
        for (String name : names) {
            requests.add(
                    () -> {
                        store.delete(name);
                        return true;
                    });
        }
        names.clear();
        AtOnce.ask(requests);
    }

    long left() {
        return left;
    }

    long objects() {
        return objects;
    }

    long bytes() {
        return bytes;
    }
}
