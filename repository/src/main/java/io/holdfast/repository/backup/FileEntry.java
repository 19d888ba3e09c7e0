package io.holdfast.repository.backup;

import java.util.List;

/** A file or directory of a backup. Modes are the twelve permission bits. */
public sealed interface FileEntry {
    FilePath path();

    int mode();

    /** Microseconds since 1970. */
    long modifiedMicros();

    /** A directory; what is in it has entries of its own. */
    record Directory(FilePath path, int mode, long modifiedMicros) implements FileEntry {}

    /**
     * A file.
     *
     * @param sha256 of the content
     * @param extents in the order of their offsets; what none of them covers is zeros
     */
    record RegularFile(
            FilePath path,
            int mode,
            long modifiedMicros,
            long sizeBytes,
            byte[] sha256,
            List<Extent> extents)
            implements FileEntry {}
}
