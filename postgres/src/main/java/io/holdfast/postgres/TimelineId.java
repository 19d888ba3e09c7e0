package io.holdfast.postgres;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Locale;
import java.util.regex.Pattern;

/** A branch of a cluster's history: PostgreSQL's unsigned 32-bit {@code TimeLineID}, never 0. */
public record TimelineId(int value) implements Comparable<TimelineId> {
    private static final Pattern FIXED = Pattern.compile("[0-9A-F]{8}");

    public TimelineId {
        if (value == 0) {
            throw new IllegalArgumentException("timeline 0 does not exist");
        }
    }

    /** Parses the 8 upper-case hexadecimal digits of {@link #fixed()}. */
    public static TimelineId parseFixed(String digits) {
        if (!FIXED.matcher(digits).matches() || digits.equals("00000000")) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "timeline-malformed",
                    "not a timeline of 8 hexadecimal digits: '" + digits + "'",
                    "Look for an object in the repository that Holdfast did not write.");
        }
        return new TimelineId(Integer.parseUnsignedInt(digits, 16));
    }

    /** Eight upper-case hexadecimal digits, as in the names of WAL files. */
    public String fixed() {
        return String.format(Locale.ROOT, "%08X", value);
    }

    @Override
    public int compareTo(TimelineId other) {
        return Integer.compareUnsigned(value, other.value);
    }

    /** The decimal number, as PostgreSQL's {@code recovery_target_timeline} takes it. */
    @Override
    public String toString() {
        return Integer.toUnsignedString(value);
    }
}
