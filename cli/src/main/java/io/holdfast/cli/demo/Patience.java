package io.holdfast.cli.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for things that become true by themselves. */
final class Patience {
    private static final long LOOK_EVERY_MILLIS = 50;

    private Patience() {}

    /** Looks until it is true or the time is over; whether it is true. */
    static boolean until(Duration longest, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            pause(Duration.ofMillis(LOOK_EVERY_MILLIS));
        }
        return true;
    }

    static void pause(Duration time) throws InterruptedException {
        boolean ignored = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
