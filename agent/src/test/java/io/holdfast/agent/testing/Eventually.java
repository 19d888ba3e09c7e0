package io.holdfast.agent.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for another process or thread, with a deadline. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PAUSE_NANOS = 5_000_000;

    private Eventually() {}

    /** Fails with {@code what} if the condition does not come true. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** Fails with {@code what}, asked at the end, if the condition does not come true. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
