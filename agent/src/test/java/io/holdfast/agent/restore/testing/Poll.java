package io.holdfast.agent.restore.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does. */
public final class Poll {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Poll() {}

    /** Returns when the condition holds, and fails after a minute. */
    public static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + DEADLINE + ": " + what);
            }
            Thread.sleep(Duration.ofMillis(20));
        }
    }
}
