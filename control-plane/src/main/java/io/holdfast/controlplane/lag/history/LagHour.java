package io.holdfast.controlplane.lag.history;

import java.time.Instant;
import java.util.List;

/**
 * The lag of one hour, made of its minutes: samples and known ones are their sums, the greatest is
 * the greatest, p99 is the greatest p99 of a minute (no less than the hour's own), the median is
 * the median of the minutes' medians (near the hour's own; of two in the middle the smaller).
 *
 * @param hour its beginning, a whole hour
 */
public record LagHour(Instant hour, List<RepositoryFigures> repositories) {
    public LagHour {
        repositories = List.copyOf(repositories);
    }
}
