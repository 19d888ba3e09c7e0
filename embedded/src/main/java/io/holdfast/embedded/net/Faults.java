package io.holdfast.embedded.net;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What is wrong with the network right now, and what has passed through it. */
final class Faults {
    private static final long NO_CUT = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private final Map<Direction, AtomicLong> forwarded = perDirection(0);
    private final Map<Direction, AtomicLong> untilCut = perDirection(NO_CUT);
    private boolean stalled;
    private volatile long bytesPerSecond;
    private volatile Duration delay = Duration.ZERO;

    private static Map<Direction, AtomicLong> perDirection(long initial) {
        return Map.of(
                Direction.TO_SERVER, new AtomicLong(initial),
                Direction.TO_CLIENT, new AtomicLong(initial));
    }

    void stall(boolean on) {
        lock.lock();
        try {
            stalled = on;
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void throttle(long limit) {
        bytesPerSecond = limit;
    }

    void delay(Duration each) {
        delay = each;
    }

    void cutAfter(long bytes, Direction direction) {
        counter(untilCut, direction).set(bytes);
    }

    /** Takes up to {@code wanted} bytes from what may still pass; fewer means: cut after them. */
    int admit(int wanted, Direction direction) {
        var budget = counter(untilCut, direction);
        var before =
                budget.getAndUpdate(left -> left == NO_CUT ? left : left - Math.min(left, wanted));
        return (int) Math.min(before, wanted);
    }

    /** True once for every cut that was asked for and is due. */
    boolean cutIsDue(Direction direction) {
        return counter(untilCut, direction).compareAndSet(0, NO_CUT);
    }

    /** Holds a chunk for as long as the network is slow or stalled. */
    void hold(int bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (stalled) {
                flowing.await();
            }
        } finally {
            lock.unlock();
        }
        Thread.sleep(delay);
        var limit = bytesPerSecond;
        if (limit > 0) {
            TimeUnit.NANOSECONDS.sleep(TimeUnit.SECONDS.toNanos(bytes) / limit);
        }
    }

    /** So that a throttled connection trickles instead of bursting. */
    int chunkSize(int largest) {
        var limit = bytesPerSecond;
        return limit == 0 ? largest : Math.clamp(limit / 20, 1, largest);
    }

    void count(int bytes, Direction direction) {
        counter(forwarded, direction).addAndGet(bytes);
    }

    long forwarded(Direction direction) {
        return counter(forwarded, direction).get();
    }

    private static AtomicLong counter(Map<Direction, AtomicLong> counters, Direction direction) {
        var counter = counters.get(direction);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + direction);
        }
        return counter;
    }
}
