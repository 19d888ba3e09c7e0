package io.holdfast.agent.replication;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for another process, with a deadline. */
final class Eventually {
    private static final long PAUSE_NANOS = 10_000_000;

    private Eventually() {}

    static void until(String what, BooleanSupplier condition) {
        var deadline = Deadline.after(System::nanoTime, Client.PATIENCE);
        while (!condition.getAsBoolean()) {
            if (deadline.hasPassed()) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
