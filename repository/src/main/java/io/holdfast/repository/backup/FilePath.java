package io.holdfast.repository.backup;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The path of a file relative to the data directory, with {@code /} between its components. Any
 * bytes that a file system takes, valid UTF-8 or not; never absolute, and never leading out of the
 * data directory (T61). Sorts by unsigned bytes.
 */
public final class FilePath implements Comparable<FilePath> {
    private static final int MAX_COMPONENT_BYTES = 255;

    private final byte[] bytes;

    private FilePath(byte[] bytes) {
        this.bytes = bytes;
    }

    public static FilePath of(String path) {
        return of(path.getBytes(StandardCharsets.UTF_8));
    }

    public static FilePath of(byte[] path) {
        FilePath result = new FilePath(path.clone());
        result.check();
        return result;
    }

    private void check() {
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                checkComponent(start, i - start);
                start = i + 1;
            } else if (bytes[i] == 0) {
                throw unsafe("a zero byte");
            }
        }
    }

    private void checkComponent(int start, int length) {
        if (length == 0) {
            throw unsafe("an empty component");
        }
        if (length > MAX_COMPONENT_BYTES) {
            throw unsafe("a component of " + length + " bytes");
        }
        if (bytes[start] == '.' && (length == 1 || (length == 2 && bytes[start + 1] == '.'))) {
            throw unsafe("a component of dots");
        }
    }

    private HoldfastException unsafe(String reason) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "path-unsafe",
                "the path '" + this + "' has " + reason,
                "Nothing was written; find out where this path comes from.");
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The path as text; empty if it is not valid UTF-8. */
    public Optional<String> text() {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(FilePath other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** For people: bytes that are not UTF-8 are shown as replacement characters. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
