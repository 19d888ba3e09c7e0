package io.holdfast.cli.demo;

import java.time.Duration;
import java.util.List;

/**
 * How far a repository was behind, over all the looks that were taken at it.
 *
 * @param unknown looks at which the lag was not known
 */
record LagFigures(long p50, long p99, int looks, int unknown) {

    static LagFigures of(List<Duration> lags, int unknown) {
        long[] sorted = lags.stream().mapToLong(Duration::toMillis).sorted().toArray();
        return new LagFigures(
                quantile(sorted, 0.5), quantile(sorted, 0.99), sorted.length + unknown, unknown);
    }

    /** The smallest value that at least this share of the values do not exceed. */
    private static long quantile(long[] sorted, double share) {
        return sorted.length == 0
                ? -1
                : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
