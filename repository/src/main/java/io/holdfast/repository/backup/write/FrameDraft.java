package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.Extent;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.FramePlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A frame that is being filled with stretches of files. Reused, frame after frame. */
final class FrameDraft {
    static final int BYTES = ContainerWriter.MAX_FRAME_PLAIN_BYTES;

    /** A shorter stretch of zeros is not worth an extent less. */
    private static final int MIN_HOLE_BYTES = 64 << 10;

    private static final byte[] ZEROS = new byte[MIN_HOLE_BYTES];

    private final byte[] plain = new byte[BYTES];
    private final List<Slice> slices = new ArrayList<>();
    private int length;

    private record Slice(EntryDraft entry, long offset, int within, int length) {}

    byte[] plain() {
        return plain;
    }

    int length() {
        return length;
    }

    int space() {
        return BYTES - length;
    }

    void clear() {
        length = 0;
        slices.clear();
    }

    void append(byte[] bytes, int offset, int count) {
        System.arraycopy(bytes, offset, plain, length, count);
        length += count;
    }

    /**
     * The last {@code count} bytes are a stretch of a file that ends at the file's present size.
     * Zeros are taken out again: a hole is a stretch without an extent.
     */
    void endSlice(EntryDraft entry, int count) {
        int within = length - count;
        if (count >= MIN_HOLE_BYTES && isZero(within)) {
            length = within;
            return;
        }
        entry.expectSlice();
        slices.add(new Slice(entry, entry.size() - count, within, count));
    }

    private boolean isZero(int from) {
        for (int at = from; at < length; at += MIN_HOLE_BYTES) {
            int count = Math.min(MIN_HOLE_BYTES, length - at);
            if (!Arrays.equals(plain, at, at + count, ZEROS, 0, count)) {
                return false;
            }
        }
        return true;
    }

    /** The frame has its place: so has what is in it. */
    void place(int pack, FramePlace frame) {
        for (Slice slice : slices) {
            slice.entry.place(new Extent(slice.offset, slice.length, pack, frame, slice.within));
        }
    }
}
