package io.holdfast.embedded.postgres;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what another process does: looks often, gives up at a deadline. */
final class Poll {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Poll() {}

    /** Whether {@code condition} came true within {@code timeout}; it is tried at least once. */
    static boolean until(Duration timeout, BooleanSupplier condition) {
        var deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static HoldfastException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "interrupted",
                "interrupted while waiting for the embedded server",
                "Try again; the thread was asked to stop.",
                cause);
    }
}
