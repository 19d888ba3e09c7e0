package io.holdfast.agent.restore.files;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tries again what failed for a reason that may pass.
 *
 * @param longest from the first failure of a call to the last try
 * @param firstPause doubled each time, up to ten seconds
 */
record Patience(Duration longest, Duration firstPause, LongSupplier nanoTime) {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    <T> T call(Supplier<T> work) throws InterruptedException {
        long begin = nanoTime.getAsLong();
        Duration pause = firstPause;
        while (true) {
            try {
                return work.get();
            } catch (HoldfastException e) {
                boolean isOver = nanoTime.getAsLong() - begin > longest.toNanos();
                if (e.category() != ErrorCategory.TRANSIENT || isOver) {
                    throw e;
                }
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
    }
}
