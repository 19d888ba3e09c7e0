package io.holdfast.postgres.wal;

import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.WalSegment;

/**
 * Whether bytes are the segment that their name says. PostgreSQL itself promotes silently when it
 * is given a segment of another cluster under the right name, so this is asked on the way in and
 * out of a repository.
 */
public sealed interface SegmentCheck {
    /** The first page names this cluster, this position and a fitting timeline. */
    record Fits(int major) implements SegmentCheck {}

    /** Not a segment of this name: {@code what} differs. */
    record Differs(String what, String expected, String found) implements SegmentCheck {}

    /**
     * Checks the first page.
     *
     * @param firstPage at least the first {@link WalPageHeader#LONG_SIZE} bytes of the segment
     */
    static SegmentCheck of(byte[] firstPage, WalSegment segment, SystemIdentifier cluster) {
        WalPageHeader header = WalPageHeader.parse(firstPage, 0);
        if (header.major().isEmpty() || header.segment().isEmpty()) {
            return new Differs(
                    "magic number", "one of PostgreSQL 14 to 18", "%04X".formatted(header.magic()));
        }
        WalPageHeader.Segment sizes = header.segment().get();
        if (!sizes.systemIdentifier().equals(cluster)) {
            return new Differs(
                    "system identifier", cluster.toString(), sizes.systemIdentifier().toString());
        }
        if (sizes.segmentSizeBytes() != segment.size().bytes()) {
            return differs("segment size", segment.size().bytes(), sizes.segmentSizeBytes());
        }
        if (!header.address().equals(segment.start())) {
            return new Differs("position", segment.start().toString(), header.address().toString());
        }
        return timeline(header, segment);
    }

    /**
     * The first segment of a timeline begins with a copy of its parent's, so an older timeline is
     * right there; a newer one never is.
     */
    private static SegmentCheck timeline(WalPageHeader header, WalSegment segment) {
        boolean fits =
                header.timeline() != 0
                        && Integer.compareUnsigned(header.timeline(), segment.timeline().value())
                                <= 0;
        return fits
                ? new Fits(header.major().getAsInt())
                : differs("timeline", segment.timeline().value(), header.timeline());
    }

    private static Differs differs(String what, int expected, int found) {
        return new Differs(
                what, Integer.toUnsignedString(expected), Integer.toUnsignedString(found));
    }
}
