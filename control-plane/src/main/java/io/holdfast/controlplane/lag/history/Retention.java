package io.holdfast.controlplane.lag.history;

import java.time.Duration;
import java.time.Instant;

/**
 * How long the lag's history is kept: at least so long, and until its partition has passed.
 *
 * @param minutes whole days; the error budget of a month needs 31
 * @param hours no less
 */
public record Retention(Duration minutes, Duration hours) {
    public static final Retention DEFAULT =
            new Retention(Duration.ofDays(35), Duration.ofDays(400));

    // Replicas whose clocks differ by less never drop a day into which another one still puts.
    private static final Duration MARGIN = Duration.ofDays(1);

    public Retention {
        if (minutes.compareTo(Duration.ofDays(1)) < 0 || hours.compareTo(minutes) < 0) {
            throw new IllegalArgumentException("minutes " + minutes + ", hours " + hours);
        }
    }

    Instant oldestMinute(Instant now) {
        return now.minus(minutes);
    }

    Instant minutesDroppedBefore(Instant now) {
        return now.minus(minutes).minus(MARGIN);
    }

    Instant hoursDroppedBefore(Instant now) {
        return now.minus(hours).minus(MARGIN);
    }
}
