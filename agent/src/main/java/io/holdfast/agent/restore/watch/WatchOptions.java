package io.holdfast.agent.restore.watch;

import java.time.Duration;

/**
 * How a recovery is watched.
 *
 * @param lookEvery between two looks
 * @param startGrace how long the server may take to appear
 * @param patience after which the watch ends undecided, counted from its begin
 */
public record WatchOptions(Duration lookEvery, Duration startGrace, Duration patience) {
    /** A second, a minute, and for as long as it takes within a month. */
    public static final WatchOptions DEFAULT =
            new WatchOptions(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofDays(30));
}
