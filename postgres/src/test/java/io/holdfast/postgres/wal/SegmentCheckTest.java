package io.holdfast.postgres.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.testing.Fixtures;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentCheckTest {
    private static SystemIdentifier cluster(int major) {
        return SystemIdentifier.parse(
                Fixtures.properties(major, "pg_control.properties")
                        .getProperty("system_identifier"));
    }

    private static byte[] firstPage(int major, WalSegment segment) {
        return Arrays.copyOf(Fixtures.unpacked(major, segment.name()), 8192);
    }

    private static WalSegment lastSegment(int major) {
        return RealWal.of(major).segments().getLast();
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void everyRealSegmentFits(int major) {
        for (WalSegment segment : RealWal.of(major).segments()) {
            assertEquals(
                    new SegmentCheck.Fits(major),
                    SegmentCheck.of(firstPage(major, segment), segment, cluster(major)));
        }
    }

    @Test
    @DisplayName("E6: a segment of another cluster is told, whatever its name")
    void anotherClustersSegmentIsTold() {
        WalSegment segment = lastSegment(15);

        SegmentCheck check = SegmentCheck.of(firstPage(15, segment), segment, cluster(16));

        assertEquals(
                new SegmentCheck.Differs(
                        "system identifier", cluster(16).toString(), cluster(15).toString()),
                check);
    }

    @Test
    @DisplayName("T36: another segment size and another position are told")
    void anotherSizeOrPositionIsTold() {
        WalSegment segment = lastSegment(15);
        byte[] page = firstPage(15, segment);
        WalSegment larger =
                WalSegment.containing(segment.timeline(), segment.start(), WalSegmentSize.DEFAULT);

        assertDiffers("segment size", SegmentCheck.of(page, larger, cluster(15)));
        assertDiffers("position", SegmentCheck.of(page, segment.next(), cluster(15)));
    }

    @Test
    @DisplayName("T26: the first segment of a timeline may begin with its parent's, not a child's")
    void anOlderTimelineIsRightANewerIsNot() {
        WalSegment segment = lastSegment(15);
        byte[] page = firstPage(15, segment);
        WalSegment child = segment.on(new TimelineId(2));

        assertInstanceOf(SegmentCheck.Fits.class, SegmentCheck.of(page, child, cluster(15)));
        page[4] = 3;
        assertDiffers("timeline", SegmentCheck.of(page, child, cluster(15)));
    }

    @Test
    void bytesThatAreNoWalAreTold() {
        assertDiffers(
                "magic number", SegmentCheck.of(new byte[8192], lastSegment(15), cluster(15)));
    }

    private static void assertDiffers(String what, SegmentCheck check) {
        assertEquals(what, assertInstanceOf(SegmentCheck.Differs.class, check).what());
    }
}
