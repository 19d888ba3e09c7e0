package io.holdfast.repository.backup.copy;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.StoredBytes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Copies objects, a bounded number at a time; the first failure ends all. */
final class ObjectCopies implements AutoCloseable {
    private final ClusterRepository from;
    private final ClusterRepository to;
    private final int parallel;
    private final CopyPace pace;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Future<?>> underWay = new ArrayDeque<>();
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private int settled;

    ObjectCopies(ClusterRepository from, ClusterRepository to, int parallel, CopyPace pace) {
        this.from = from;
        this.to = to;
        this.parallel = parallel;
        this.pace = pace;
    }

    /** How many of the objects are there, in the order in which they were asked for. */
    int settled() {
        return settled;
    }

    long objects() {
        return objects.get();
    }

    long bytes() {
        return bytes.get();
    }

    /**
     * Begins to copy; waits while too many are under way. False if the pace says to stop: then what
     * was begun before is there, and this is not begun.
     */
    boolean copy(String name, byte[] sha256, long storedBytes) throws InterruptedException {
        while (underWay.size() >= parallel) {
            settle(underWay.removeFirst());
        }
        if (!pace.mayCopy(storedBytes)) {
            await();
            return false;
        }
        underWay.addLast(threads.submit(() -> copyOne(name, sha256, storedBytes)));
        return true;
    }

    void await() throws InterruptedException {
        while (!underWay.isEmpty()) {
            settle(underWay.removeFirst());
        }
    }

    private void settle(Future<?> future) throws InterruptedException {
        try {
            future.get();
            settled++;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HoldfastException known) {
                throw known;
            }
            throw new HoldfastException(
                    ErrorCategory.INTERNAL,
                    "copy-failed",
                    "an object could not be copied: " + e.getCause(),
                    "Report this with the log.",
                    e);
        }
    }

    private void copyOne(String name, byte[] sha256, long storedBytes) {
        if (StoredBytes.isAt(to, name, sha256, storedBytes)) {
            return;
        }
        byte[] stored = from.store().get(name).orElseThrow(() -> wrong(from, name, "is missing"));
        if (!Arrays.equals(StoredBytes.sha256(stored, stored.length), sha256)) {
            throw wrong(from, name, "is not the one that the backup names");
        }
        if (!StoredBytes.put(to, name, stored, stored.length)) {
            throw wrong(to, name, "is there already, with other bytes");
        }
        objects.incrementAndGet();
        bytes.addAndGet(stored.length);
    }

    private static HoldfastException wrong(ClusterRepository where, String name, String what) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "copy-object-wrong",
                name + " in repository " + where.name() + " " + what,
                "The copy is not listed; copy from another repository, or take a new backup.");
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
