package io.holdfast.repository.store;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait between attempts, and when to give up. Before attempt <i>n</i> + 1 the wait is
 * random between nothing and {@code min(maxDelay, firstDelay * 2^(n-1))}, so that many agents do
 * not come back at once after an outage of their store.
 *
 * @param deadline no attempt begins later than this after the first one; empty: for ever, until the
 *     thread is interrupted
 */
public record RetryPolicy(Duration firstDelay, Duration maxDelay, Optional<Duration> deadline) {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration MAX = Duration.ofSeconds(20);

    public RetryPolicy {
        if (!firstDelay.isPositive() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("delays of " + firstDelay + " to " + maxDelay);
        }
    }

    /** For capture, which has nothing better to do than to try again. */
    public static RetryPolicy forEver() {
        return new RetryPolicy(FIRST, MAX, Optional.empty());
    }

    /** For what somebody waits for. */
    public static RetryPolicy within(Duration deadline) {
        return new RetryPolicy(FIRST, MAX, Optional.of(deadline));
    }

    /** The longest wait after this many failed attempts (from 1). */
    Duration limit(int failures) {
        var doublings = Math.min(failures - 1, 30);
        var limit = firstDelay.multipliedBy(1L << doublings);
        return limit.compareTo(maxDelay) < 0 ? limit : maxDelay;
    }
}
