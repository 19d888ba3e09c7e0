package io.holdfast.agent.replication;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A moment on the monotonic clock after which nothing is waited for. */
record Deadline(LongSupplier nanoTime, long atNanos) {
    static Deadline after(LongSupplier nanoTime, Duration timeout) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + timeout.toNanos());
    }

    /** Never negative. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - nanoTime.getAsLong()));
    }

    boolean hasPassed() {
        return atNanos - nanoTime.getAsLong() <= 0;
    }
}
