package io.holdfast.agent.replication;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes between an event loop that receives them and one thread that reads them. It holds about
 * {@code limit} bytes: then the valve is shut, and opened again at the half. Only the reading
 * thread waits; the event loop holds the lock for the length of a queue operation.
 */
final class Inbox {
    /** What stops and starts the socket; called with the lock held, so it must not wait. */
    interface Valve {
        /** Called on the event loop. */
        void shut();

        /** Called on any thread. */
        void open();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Buffer> chunks = new ArrayDeque<>();
    private final LongSupplier nanoTime;
    private final Valve valve;

    private long limit;
    private int firstOffset;
    private long buffered;
    private long wanted;
    private long lastReceived;
    private boolean shut;
    private boolean closed;
    private @Nullable Throwable cause;

    Inbox(long limit, LongSupplier nanoTime, Valve valve) {
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.valve = valve;
        this.lastReceived = nanoTime.getAsLong();
    }

    /** On the event loop. */
    void offer(Buffer chunk) {
        lock.lock();
        try {
            chunks.add(chunk);
            buffered += chunk.length();
            lastReceived = nanoTime.getAsLong();
            if (!shut && buffered >= Math.max(limit, wanted)) {
                shut = true;
                valve.shut();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The socket has ended: what still waits behind the valve is taken in whatever its size. */
    void liftLimit() {
        lock.lock();
        try {
            limit = Long.MAX_VALUE;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come. The first cause counts. */
    void close(@Nullable Throwable why) {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                cause = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@code bytes} are here.
     *
     * @return false when the time passed, or when the inbox was closed before they came
     */
    boolean await(long bytes, Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            wanted = bytes;
            openIfLow();
            long left = timeout.toNanos();
            while (buffered < bytes && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return buffered >= bytes;
        } finally {
            wanted = 0;
            lock.unlock();
        }
    }

    /** Copies the first bytes without taking them; they must be here. */
    void peek(byte[] target) {
        lock.lock();
        try {
            copy(target, false);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first bytes; they must be here. */
    void take(byte[] target) {
        lock.lock();
        try {
            copy(target, true);
            openIfLow();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Null for an orderly end of the stream. */
    @Nullable Throwable cause() {
        lock.lock();
        try {
            return cause;
        } finally {
            lock.unlock();
        }
    }

    boolean isShut() {
        lock.lock();
        try {
            return shut;
        } finally {
            lock.unlock();
        }
    }

    long buffered() {
        lock.lock();
        try {
            return buffered;
        } finally {
            lock.unlock();
        }
    }

    /** On the monotonic clock. */
    long lastReceived() {
        lock.lock();
        try {
            return lastReceived;
        } finally {
            lock.unlock();
        }
    }

    private void openIfLow() {
        if (shut && (buffered <= limit / 2 || buffered < wanted)) {
            shut = false;
            valve.open();
        }
    }

    private void copy(byte[] target, boolean remove) {
        if (buffered < target.length) {
            throw new IllegalStateException("read of " + target.length + " of " + buffered);
        }
        int copied = 0;
        int offset = firstOffset;
        var each = chunks.iterator();
        while (copied < target.length) {
            Buffer chunk = each.next();
            int size = Math.min(chunk.length() - offset, target.length - copied);
            chunk.getBytes(offset, offset + size, target, copied);
            copied += size;
            offset += size;
            if (offset == chunk.length()) {
                offset = 0;
                if (remove) {
                    each.remove();
                }
            }
        }
        if (remove) {
            firstOffset = offset;
            buffered -= copied;
        }
    }
}
