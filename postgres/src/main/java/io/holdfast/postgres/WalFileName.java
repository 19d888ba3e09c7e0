package io.holdfast.postgres;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PostgreSQL may ask an archive for, or put into it, by name: segments, partial segments,
 * timeline histories and backup histories ({@code access/xlog_internal.h}).
 */
public sealed interface WalFileName {
    /** The name as PostgreSQL writes it. */
    String name();

    /** A whole segment: 24 hexadecimal digits. */
    record Segment(WalSegment segment) implements WalFileName {
        @Override
        public String name() {
            return segment.name();
        }
    }

    /** The unfinished last segment of an ended timeline: a segment's name and {@code .partial}. */
    record Partial(WalSegment segment) implements WalFileName {
        @Override
        public String name() {
            return segment.name() + ".partial";
        }
    }

    /** The file that says where a timeline left its parent: {@code 00000002.history}. */
    record History(TimelineId timeline) implements WalFileName {
        @Override
        public String name() {
            return timeline.fixed() + ".history";
        }
    }

    /**
     * The note that a base backup leaves in the archive: the segment it starts in, and how far into
     * it, as in {@code 000000010000000000000002.00000028.backup}.
     */
    record BackupHistory(WalSegment segment, int offset) implements WalFileName {
        @Override
        public String name() {
            return String.format("%s.%08X.backup", segment.name(), offset);
        }
    }

    /** Empty if {@code name} is no name of these four kinds for this segment size. */
    static Optional<WalFileName> parse(String name, WalSegmentSize size) {
        Matcher matcher = Names.SHAPE.matcher(name);
        if (!matcher.matches() || name.startsWith("00000000")) {
            return Optional.empty();
        }
        if (matcher.group("history") != null) {
            String digits = name.substring(0, 8);
            return Optional.of(new History(TimelineId.parseFixed(digits)));
        }
        String segment = matcher.group("segment");
        if (Long.parseLong(segment.substring(16), 16) >= size.segmentsPerLog()) {
            return Optional.empty();
        }
        return Names.ofSegment(matcher, WalSegment.parse(segment, size));
    }

    /** The shapes, kept out of the interface's face. */
    final class Names {
        private static final Pattern SHAPE =
                Pattern.compile(
                        "(?<history>[0-9A-F]{8}\\.history)|(?<segment>[0-9A-F]{24})"
                                + "(?<partial>\\.partial)?(\\.(?<offset>[0-9A-F]{8})\\.backup)?");

        private Names() {}

        private static Optional<WalFileName> ofSegment(Matcher matcher, WalSegment segment) {
            String offset = matcher.group("offset");
            if (matcher.group("partial") != null) {
                return offset == null ? Optional.of(new Partial(segment)) : Optional.empty();
            }
            if (offset == null) {
                return Optional.of(new Segment(segment));
            }
            long bytes = Long.parseLong(offset, 16);
            return bytes < segment.size().bytes()
                    ? Optional.of(new BackupHistory(segment, (int) bytes))
                    : Optional.empty();
        }
    }
}
