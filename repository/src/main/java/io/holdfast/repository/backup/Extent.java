package io.holdfast.repository.backup;

import io.holdfast.repository.container.FramePlace;

/**
 * A stretch of a file, and where its bytes are.
 *
 * @param offset in the file
 * @param length in bytes, at least 1
 * @param pack index in the backup's pack lists, from 1
 * @param frame of that pack
 * @param within where the stretch begins in the frame's plain bytes
 */
public record Extent(long offset, int length, int pack, FramePlace frame, int within) {
    /** Where the stretch ends in the file. */
    public long end() {
        return offset + length;
    }
}
