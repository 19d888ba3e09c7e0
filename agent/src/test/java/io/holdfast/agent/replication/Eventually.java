package io.holdfast.agent.replication;

import java.util.function.BooleanSupplier;

/** Waiting for another process, with a deadline. */
final class Eventually {
    private Eventually() {}

    static void until(String what, BooleanSupplier condition) {
        var deadline = Deadline.after(System::nanoTime, Client.PATIENCE);
        while (!condition.getAsBoolean()) {
            if (deadline.hasPassed()) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
