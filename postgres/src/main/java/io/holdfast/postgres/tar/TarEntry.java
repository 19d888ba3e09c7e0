package io.holdfast.postgres.tar;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A member of an archive.
 *
 * @param name relative, without {@code ./} before or a slash after it; decoded as ISO 8859-1, one
 *     char a byte, since file names need not be UTF-8
 * @param mode permission bits
 * @param linkTarget of a symbolic link, decoded likewise and not checked; empty otherwise
 */
public record TarEntry(
        String name, Type type, long sizeBytes, int mode, Instant modified, String linkTarget) {
    /** What a base backup consists of. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK
    }

    /** The bytes of the name. */
    public byte[] nameBytes() {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }
}
