package io.holdfast.agent.restore.files;

import io.holdfast.repository.backup.read.FrameOpener;
import io.holdfast.repository.container.FramePlace;
import java.util.ArrayList;
import java.util.List;

/** One ranged GET: frames of a pack that lie together, and where their bytes go. */
final class PackRead {
    /** Reads up to this size are answered in one go by every store. */
    private static final int MAX_BYTES = 4 << 20;

    /** What lies between two frames is read and thrown away rather than asked for apart. */
    private static final int MAX_HOLE_BYTES = 64 << 10;

    private static final int MAX_WRITES = 4_096;

    private final int pack;
    private final List<Frame> frames = new ArrayList<>();
    private int writes;

    PackRead(int pack) {
        this.pack = pack;
    }

    /** A frame, and the stretches of files that it holds. */
    record Frame(FramePlace place, List<Write> writes) {}

    /** {@code length} bytes of a frame's plain data go to an offset of a file. */
    record Write(FileDraft file, long offset, int length, int within) {}

    /** Whether the write was taken; else it begins another read. */
    boolean add(int pack, FramePlace place, Write write) {
        if (pack != this.pack || writes == MAX_WRITES) {
            return false;
        }
        if (frames.isEmpty() || !frames.getLast().place().equals(place)) {
            if (!frames.isEmpty() && !fits(place)) {
                return false;
            }
            frames.add(new Frame(place, new ArrayList<>()));
        }
        frames.getLast().writes().add(write);
        writes++;
        return true;
    }

    private boolean fits(FramePlace place) {
        int hole = place.offset() - end(frames.getLast().place());
        return hole >= 0
                && hole <= MAX_HOLE_BYTES
                && end(place) - frames.getFirst().place().offset() <= MAX_BYTES;
    }

    private static int end(FramePlace place) {
        return place.offset() + FrameOpener.PREFIX_BYTES + place.storedBytes();
    }

    int pack() {
        return pack;
    }

    List<Frame> frames() {
        return frames;
    }

    /** Where the range begins in the pack. */
    long offset() {
        return frames.getFirst().place().offset();
    }

    int length() {
        return (int) (end(frames.getLast().place()) - offset());
    }
}
