package io.holdfast.repository.store;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Time and chance, as far as retrying needs them. */
public interface RetryTiming {
    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** Waits, unless the thread is interrupted. */
    void sleep(Duration delay) throws InterruptedException;

    /** Uniformly from 0 to 1. */
    double jitter();

    static RetryTiming system(RandomGenerator random) {
        return new RetryTiming() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration delay) throws InterruptedException {
                Thread.sleep(delay);
            }

            @Override
            public double jitter() {
                return random.nextDouble();
            }
        };
    }
}
