package io.holdfast.agent.backup;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Keeps a stream of bytes below a rate, over its whole time. */
public final class Throttle {
    private final OptionalLong bytesPerSecond;
    private final LongSupplier nanoTime;
    private final long began;
    private long bytes;

    /**
     * @param bytesPerSecond empty: no limit
     * @param nanoTime monotonic
     */
    public Throttle(OptionalLong bytesPerSecond, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /** Waits until so many more may have passed. */
    public void pass(int more) throws InterruptedException {
        if (bytesPerSecond.isEmpty()) {
            return;
        }
        bytes += more;
        double seconds = (double) bytes / bytesPerSecond.getAsLong();
        long early =
                (long) (seconds * TimeUnit.SECONDS.toNanos(1)) - (nanoTime.getAsLong() - began);
        if (early > 0) {
            TimeUnit.NANOSECONDS.sleep(early);
        }
    }
}
