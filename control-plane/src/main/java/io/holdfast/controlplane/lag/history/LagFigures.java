package io.holdfast.controlplane.lag.history;

import io.holdfast.error.HoldfastException;
import java.time.Duration;

/** Over the samples at which a lag was known. */
public record LagFigures(Duration median, Duration p99, Duration max) {
    // longer than any database has run, and far from where milliseconds overflow
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * @throws HoldfastException (user) {@code lag-minute-malformed}: they are not in their order
     */
    public LagFigures {
        boolean isOrdered =
                !median.isNegative()
                        && median.compareTo(p99) <= 0
                        && p99.compareTo(max) <= 0
                        && max.compareTo(LONGEST) <= 0;
        if (!isOrdered) {
            throw LagMinute.malformed(
                    "median " + median + ", p99 " + p99 + ", max " + max + " cannot be");
        }
    }
}
