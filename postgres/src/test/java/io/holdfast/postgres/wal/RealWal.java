package io.holdfast.postgres.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Consecutive 1 MB segments that a real server wrote: commits, aborts, two-phase commits, restore
 * points, records of 70 kB and 1.3 MB, a segment switch; the last segment is cut after 64 KiB and
 * holds the old content of a recycled one after {@code end}.
 */
record RealWal(List<WalSegment> segments, ByteBuffer bytes, List<String> expected, Lsn end) {
    static final WalSegmentSize SIZE = new WalSegmentSize(1 << 20);

    private static final Pattern DUMPED =
            Pattern.compile(
                    "len \\(rec/tot\\): +\\d+/ *(\\d+), tx: +(\\d+), lsn: (\\S+), prev (\\S+),");

    static RealWal of(int major) {
        List<String> lines = Fixtures.text(major, "wal.expected").lines().toList();
        String last = lines.getLast();
        Lsn end = Lsn.parse(last.substring("end ".length()));
        WalSegment first = WalSegment.containing(new TimelineId(1), end, SIZE);
        while (exists(major, first.previous())) {
            first = first.previous();
        }
        List<WalSegment> segments = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (WalSegment segment = first; !segment.start().isAfter(end); segment = segment.next()) {
            segments.add(segment);
            bytes.writeBytes(Fixtures.unpacked(major, segment.name()));
        }
        return new RealWal(
                segments,
                ByteBuffer.wrap(bytes.toByteArray()),
                lines.subList(0, lines.size() - 1),
                end);
    }

    /** What pg_waldump of 15 printed: length, transaction, LSN and previous LSN of each record. */
    static List<String> waldump15() {
        String dump = new String(Fixtures.unpacked(15, "waldump.txt"), StandardCharsets.UTF_8);
        List<String> records = new ArrayList<>();
        for (Matcher m = DUMPED.matcher(dump); m.find(); ) {
            records.add(
                    "%s %s %s %s"
                            .formatted(
                                    m.group(1),
                                    m.group(2),
                                    Lsn.parse(m.group(3)),
                                    Lsn.parse(m.group(4))));
        }
        return records;
    }

    Lsn start() {
        return segments.getFirst().start();
    }

    ByteBuffer from(Lsn lsn) {
        int offset = (int) lsn.minus(start());
        return bytes.slice(offset, bytes.limit() - offset);
    }

    private static boolean exists(int major, WalSegment segment) {
        String path = "/postgres-" + major + "/" + segment.name() + ".gz";
        return RealWal.class.getResource(path) != null;
    }
}
