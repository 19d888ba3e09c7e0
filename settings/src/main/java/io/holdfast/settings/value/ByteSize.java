package io.holdfast.settings.value;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 512kB}, {@code 16MB}, {@code 1GB}. The units are powers of
 * 1024, as in PostgreSQL's own settings; case does not matter, and {@code MiB} means the same as
 * {@code MB}.
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern WRITTEN =
            Pattern.compile("(\\d{1,15}) ?(B|[KMGT]i?B)", Pattern.CASE_INSENSITIVE);
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

    public static ByteSize parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text);
        }
        int power = "BKMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT).charAt(0));
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE >> (10 * power)) {
            throw malformed(text);
        }
        return new ByteSize(count << (10 * power));
    }

    private static HoldfastException malformed(String text) {
        return new HoldfastException(
                ErrorCategory.USER,
                "size-malformed",
                "not a size: '" + text + "'",
                "Write a whole number with a unit, such as 512kB, 16MB or 50GB; units are powers of"
                        + " 1024, as in PostgreSQL.");
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The shortest exact way to write this size. */
    @Override
    public String toString() {
        int power = bytes == 0 ? 0 : Math.min(4, Long.numberOfTrailingZeros(bytes) / 10);
        return (bytes >> (10 * power)) + UNITS.get(power);
    }
}
