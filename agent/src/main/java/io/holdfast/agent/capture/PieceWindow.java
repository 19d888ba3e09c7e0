package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The newest cut objects, in memory within a budget, for repositories that keep up. When there is
 * no room, a repository that lags behind another one loses its place here (it copies from the
 * other); while nobody has the oldest object, the producer waits, which in the end pauses the
 * socket. Thread-safe.
 */
final class PieceWindow {
    private final long budgetBytes;
    private final long detachAfterNanos;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<CutObject> objects = new ArrayDeque<>();
    private final List<Reader> readers = new ArrayList<>();
    private long firstNumber;
    private long heldBytes;
    private boolean isClosed;
    private boolean isReleased;

    PieceWindow(long budgetBytes, Duration detachAfter, LongSupplier nanos) {
        this.budgetBytes = budgetBytes;
        this.detachAfterNanos = detachAfter.toNanos();
        this.nanos = nanos;
    }

    /** What a reader finds. */
    sealed interface Next {
        /** The object after the last one. */
        record Ready(CutObject object, long number) implements Next {}

        /** Nothing new within the time. */
        record Nothing() implements Next {}

        /** The place is gone; the WAL is to be had from another repository. */
        record Detached() implements Next {}

        /** There will be nothing more. */
        record Closed() implements Next {}
    }

    /** One repository's place. All calls are made through the window's lock. */
    final class Reader {
        private long next;
        private long confirmed;
        private boolean isAttached = true;
        private boolean isWoken;

        private Reader(long next) {
            this.next = next;
            this.confirmed = next;
        }

        Next next(Duration timeout) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = timeout.toNanos();
                while (isAttached && !isClosed && next == firstNumber + objects.size()) {
                    if (left <= 0 || isWoken) {
                        isWoken = false;
                        return new Next.Nothing();
                    }
                    left = changed.awaitNanos(left);
                }
                return found();
            } finally {
                lock.unlock();
            }
        }

        private Next found() {
            if (!isAttached) {
                return new Next.Detached();
            }
            if (next == firstNumber + objects.size()) {
                return new Next.Closed();
            }
            long number = next++;
            return new Next.Ready(get(number), number);
        }

        /** Everything up to and including this number is in the repository. */
        void confirm(long number) {
            lock.lock();
            try {
                confirmed = Math.max(confirmed, number + 1);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Makes a call of {@link #next} that waits, or the next one, return. */
        void wake() {
            lock.lock();
            try {
                isWoken = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void detach() {
            lock.lock();
            try {
                drop(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /** A place at the object that begins at {@code start}, or empty if it is not held any more. */
    Optional<Reader> attach(Lsn start) {
        lock.lock();
        try {
            long number = firstNumber;
            for (CutObject object : objects) {
                if (object.isPiece() && object.start().equals(start)) {
                    return Optional.of(newReader(number));
                }
                number++;
            }
            boolean isLiveEdge = objects.isEmpty() || lastPieceEnd().equals(start);
            return isLiveEdge ? Optional.of(newReader(number)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Lsn lastPieceEnd() {
        Iterator<CutObject> newestFirst = objects.descendingIterator();
        CutObject object = newestFirst.next();
        while (!object.isPiece() && newestFirst.hasNext()) {
            object = newestFirst.next();
        }
        return object.end();
    }

    private Reader newReader(long number) {
        Reader reader = new Reader(number);
        readers.add(reader);
        return reader;
    }

    private CutObject get(long number) {
        long skip = number - firstNumber;
        Iterator<CutObject> each = objects.iterator();
        while (skip-- > 0) {
            each.next();
        }
        return each.next();
    }

    /** Adds an object, waiting for room. */
    void add(CutObject object) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long waitingSince = nanos.getAsLong();
            evict();
            while (!isClosed
                    && !isReleased
                    && heldBytes + object.heldBytes() > budgetBytes
                    && !objects.isEmpty()) {
                long waited = nanos.getAsLong() - waitingSince;
                if (waited >= detachAfterNanos && detachLaggards()) {
                    evict();
                    continue;
                }
                changed.awaitNanos(
                        Math.max(TimeUnit.MILLISECONDS.toNanos(10), detachAfterNanos - waited));
                evict();
            }
            objects.addLast(object);
            heldBytes += object.heldBytes();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        long needed = readers.stream().mapToLong(r -> r.confirmed).min().orElse(Long.MIN_VALUE);
        while (!objects.isEmpty() && firstNumber < needed) {
            heldBytes -= objects.removeFirst().heldBytes();
            firstNumber++;
        }
    }

    /** Takes the place of those that hold up the oldest object, if another repository has it. */
    private boolean detachLaggards() {
        long best = readers.stream().mapToLong(r -> r.confirmed).max().orElse(firstNumber);
        if (best <= firstNumber) {
            return false;
        }
        readers.stream().filter(r -> r.confirmed <= firstNumber).toList().forEach(this::drop);
        return true;
    }

    private void drop(Reader reader) {
        reader.isAttached = false;
        readers.remove(reader);
        changed.signalAll();
    }

    /** Whoever adds does not wait for room any more: what follows is the last there is. */
    void release() {
        lock.lock();
        try {
            isReleased = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing will be added; readers see what is left, then the end. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long heldBytes() {
        lock.lock();
        try {
            return heldBytes;
        } finally {
            lock.unlock();
        }
    }
}
