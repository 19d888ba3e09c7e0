package io.holdfast.repository.expire;

import io.holdfast.repository.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Deletes objects among which the order does not matter, some at a time, up to a cap. Counts what
 * it deleted.
 */
final class Deletions {
    private static final int AT_ONCE = 16;

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
        if (names.size() == AT_ONCE) {
            flush();
        }
        return true;
    }

    /** When this returns, everything that was taken is gone. */
    void flush() throws InterruptedException {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (String name : names) {
            tasks.add(
                    () -> {
                        store.delete(name);
                        return true;
                    });
        }
        names.clear();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> deleted : executor.invokeAll(tasks)) {
                deleted.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
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
