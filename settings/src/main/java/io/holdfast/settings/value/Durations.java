package io.holdfast.settings.value;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The written form of durations: {@code 500ms}, {@code 1s}, {@code 15m}, {@code 4h}, {@code 7d}.
 */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}) ?(ms|s|m|min|h|d)");
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Durations() {}

    public static Duration parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "duration-malformed",
                    "not a duration: '" + text + "'",
                    "Write a whole number with one unit, such as 500ms, 1s, 15m, 4h or 7d.");
        }
        long count = Long.parseLong(matcher.group(1));
        return Duration.ofMillis(count * millis(matcher.group(2)));
    }

    /** The shortest exact way to write a duration of whole milliseconds. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        for (String unit : new String[] {"d", "h", "m", "s"}) {
            if (millis % millis(unit) == 0) {
                return millis / millis(unit) + unit;
            }
        }
        return millis + "ms";
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> SECOND;
            case "m", "min" -> MINUTE;
            case "h" -> HOUR;
            case "d" -> DAY;
            default -> throw new IllegalArgumentException(unit);
        };
    }
}
