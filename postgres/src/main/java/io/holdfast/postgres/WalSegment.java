package io.holdfast.postgres;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One WAL file of one timeline. Its name has 24 hexadecimal digits: timeline, the upper half of the
 * LSN, and the segment within those 4 GB, so that with 16 MB segments …FF is followed by …00 of the
 * next upper half ({@code XLogFileName} in PostgreSQL's {@code access/xlog_internal.h}).
 *
 * @param number counted from LSN 0, unsigned
 */
public record WalSegment(TimelineId timeline, long number, WalSegmentSize size)
        implements Comparable<WalSegment> {
    static final int NAME_LENGTH = 24;

    private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");

    public WalSegment {
        if (number < 0 || number > -1L >>> Integer.numberOfTrailingZeros(size.bytes())) {
            throw new IllegalArgumentException("segment " + number + " lies past the last LSN");
        }
    }

    /** The segment of {@code timeline} that holds {@code lsn}. */
    public static WalSegment containing(TimelineId timeline, Lsn lsn, WalSegmentSize size) {
        return new WalSegment(timeline, size.segmentNumberOf(lsn), size);
    }

    /** Whether {@code name} has the shape of a segment's name, whatever the segment size. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Parses the 24 digits of {@link #name()}. */
    public static WalSegment parse(String name, WalSegmentSize size) {
        if (!isName(name)) {
            throw malformed(name, "it has not 24 upper-case hexadecimal digits");
        }
        if (name.startsWith("00000000")) {
            throw malformed(name, "there is no timeline 0");
        }
        long log = Long.parseLong(name.substring(8, 16), 16);
        long segment = Long.parseLong(name.substring(16), 16);
        if (segment >= size.segmentsPerLog()) {
            throw malformed(name, "with segments of " + size.bytes() + " bytes it does not exist");
        }
        return new WalSegment(
                TimelineId.parseFixed(name.substring(0, 8)),
                log * size.segmentsPerLog() + segment,
                size);
    }

    public String name() {
        return String.format(
                Locale.ROOT,
                "%s%08X%08X",
                timeline.fixed(),
                number / size.segmentsPerLog(),
                number % size.segmentsPerLog());
    }

    public Lsn start() {
        return new Lsn(number << Integer.numberOfTrailingZeros(size.bytes()));
    }

    /** The first position after this segment. */
    public Lsn end() {
        return start().plus(size.bytes());
    }

    public boolean contains(Lsn lsn) {
        return size.segmentNumberOf(lsn) == number;
    }

    public WalSegment next() {
        return new WalSegment(timeline, number + 1, size);
    }

    public WalSegment previous() {
        return new WalSegment(timeline, number - 1, size);
    }

    /** The stretch of the same LSNs on another timeline. */
    public WalSegment on(TimelineId other) {
        return new WalSegment(other, number, size);
    }

    /** By timeline, then by position: the order of the names. */
    @Override
    public int compareTo(WalSegment other) {
        int byTimeline = timeline.compareTo(other.timeline);
        return byTimeline != 0 ? byTimeline : Long.compareUnsigned(number, other.number);
    }

    @Override
    public String toString() {
        return name();
    }

    private static HoldfastException malformed(String name, String why) {
        return new HoldfastException(
                ErrorCategory.USER,
                "wal-segment-name-malformed",
                "not the name of a WAL segment: '" + name + "', " + why,
                "Give a name as PostgreSQL's pg_walfile_name prints it, and the segment size of"
                        + " its cluster.");
    }
}
