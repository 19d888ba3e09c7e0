package io.holdfast.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as people read them. */
public final class Human {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Human() {}

    /** Three or so digits and a unit, in powers of 1024: {@code 1.4 GB}, {@code 17 MB}. */
    public static String bytes(long bytes) {
        double number = bytes;
        int unit = 0;
        // 1023.95 would print as 1024.0 of the smaller unit.
        while (number >= 1023.95 && unit < UNITS.length - 1) {
            number /= 1024;
            unit++;
        }
        String pattern = unit == 0 || number >= 9.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, pattern, number, UNITS[unit]);
    }

    public static String rate(double bytesPerSecond) {
        return bytes(Math.round(bytesPerSecond)) + "/s";
    }

    /** The two largest units: {@code 350 ms}, {@code 4.2 s}, {@code 3m 20s}, {@code 2d 4h}. */
    public static String duration(Duration duration) {
        if (duration.isNegative()) {
            return "-" + duration(duration.negated());
        }
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return duration.toMillis() + " ms";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + "h " + seconds / 60 % 60 + "m";
        }
        return seconds / 86_400 + "d " + seconds / 3600 % 24 + "h";
    }

    /** {@code 2026-01-02 03:04:05 UTC}. */
    public static String time(Instant time) {
        return TIME.format(time);
    }

    /** How long ago, and when: {@code 3m 20s ago (2026-01-02 03:04:05 UTC)}. */
    public static String ago(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        String relative =
                age.isNegative() ? "in " + duration(age.negated()) : duration(age) + " ago";
        return relative + " (" + time(time) + ")";
    }
}
