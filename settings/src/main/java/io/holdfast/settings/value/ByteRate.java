package io.holdfast.settings.value;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** A number of bytes per second, written {@code 50MB/s}, in the units of {@link ByteSize}. */
public record ByteRate(long bytesPerSecond) implements Comparable<ByteRate> {
    private static final String PER_SECOND = "/s";

    public static ByteRate parse(String text) {
        if (!text.endsWith(PER_SECOND)) {
            throw malformed(text);
        }
        try {
            String size = text.substring(0, text.length() - PER_SECOND.length());
            return new ByteRate(ByteSize.parse(size).bytes());
        } catch (HoldfastException e) {
            throw malformed(text);
        }
    }

    private static HoldfastException malformed(String text) {
        return new HoldfastException(
                ErrorCategory.USER,
                "rate-malformed",
                "not a rate: '" + text + "'",
                "Write a size per second, such as 50MB/s; units are powers of 1024, as in"
                        + " PostgreSQL.");
    }

    @Override
    public int compareTo(ByteRate other) {
        return Long.compare(bytesPerSecond, other.bytesPerSecond);
    }

    @Override
    public String toString() {
        return new ByteSize(bytesPerSecond) + PER_SECOND;
    }
}
