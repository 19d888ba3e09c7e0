package io.holdfast.postgres;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An unsigned 64-bit byte position in the WAL, printed as PostgreSQL prints {@code pg_lsn}: {@code
 * 16/B374D848}.
 */
public record Lsn(long value) implements Comparable<Lsn> {
    /** PostgreSQL's {@code InvalidXLogRecPtr}. */
    public static final Lsn ZERO = new Lsn(0);

    private static final Pattern PRINTED = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");
    private static final Pattern FIXED = Pattern.compile("[0-9A-F]{16}");

    /** Parses PostgreSQL's printed form, {@code X/X}. */
    public static Lsn parse(String text) {
        Matcher matcher = PRINTED.matcher(text);
        if (!matcher.matches()) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "lsn-malformed",
                    "not an LSN: '" + text + "'",
                    "Write an LSN as PostgreSQL prints it, for example 16/B374D848.");
        }
        long high = Long.parseLong(matcher.group(1), 16);
        long low = Long.parseLong(matcher.group(2), 16);
        return new Lsn(high << 32 | low);
    }

    /** Parses the 16 upper-case hexadecimal digits of {@link #fixed()}. */
    public static Lsn parseFixed(String digits) {
        if (!FIXED.matcher(digits).matches()) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "lsn-malformed",
                    "not an LSN of 16 hexadecimal digits: '" + digits + "'",
                    "Look for an object in the repository that Holdfast did not write.");
        }
        return new Lsn(Long.parseUnsignedLong(digits, 16));
    }

    public Lsn plus(long bytes) {
        return new Lsn(value + bytes);
    }

    /** The number of bytes from {@code earlier} to this position; negative if it is later. */
    public long minus(Lsn earlier) {
        return value - earlier.value;
    }

    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    public boolean isAfter(Lsn other) {
        return compareTo(other) > 0;
    }

    public boolean isZero() {
        return value == 0;
    }

    public static Lsn min(Lsn a, Lsn b) {
        return a.isBefore(b) ? a : b;
    }

    public static Lsn max(Lsn a, Lsn b) {
        return a.isBefore(b) ? b : a;
    }

    /** Sixteen upper-case hexadecimal digits, which sort as the positions do. */
    public String fixed() {
        return String.format(Locale.ROOT, "%016X", value);
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%X/%X", value >>> 32, value & 0xFFFF_FFFFL);
    }
}
