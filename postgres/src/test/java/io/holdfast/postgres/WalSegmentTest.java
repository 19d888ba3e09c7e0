package io.holdfast.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.testing.Seeded;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalSegmentTest {
    private static final TimelineId ONE = new TimelineId(1);

    @ParameterizedTest
    @DisplayName("T36: the last segment of 4 GB carries into the log number, whatever the size")
    @CsvSource({
        "1, 000000010000000000000FFF, 000000010000000100000000",
        "16, 0000000100000000000000FF, 000000010000000100000000",
        "64, 00000001000000000000003F, 000000010000000100000000",
        "1024, 000000010000000000000003, 000000010000000100000000",
        "16, 00000001000000FE000000FF, 00000001000000FF00000000",
        "16, 0000000A0000000000000009, 0000000A000000000000000A",
    })
    void theNextNameCarries(int megabytes, String name, String next) {
        WalSegment segment = WalSegment.parse(name, new WalSegmentSize(megabytes << 20));

        assertEquals(next, segment.next().name());
        assertEquals(segment, segment.next().previous());
        assertEquals(segment.end(), segment.next().start());
    }

    @ParameterizedTest
    @DisplayName("T36: an LSN lies in the segment that pg_walfile_name would name")
    @CsvSource({
        "1, 0/B347D8, 00000001000000000000000B",
        "1, 1/FFFFFFFF, 000000010000000100000FFF",
        "16, 16/B374D848, 0000000100000016000000B3",
        "64, 16/B374D848, 00000001000000160000002C",
        "1024, FFFFFFFF/FFFFFFFF, 00000001FFFFFFFF00000003",
    })
    void anLsnLiesInItsSegment(int megabytes, String lsn, String name) {
        WalSegmentSize size = new WalSegmentSize(megabytes << 20);

        WalSegment segment = WalSegment.containing(ONE, Lsn.parse(lsn), size);

        assertEquals(name, segment.name());
        assertTrue(segment.contains(Lsn.parse(lsn)));
        assertEquals(segment.start(), size.startOf(Lsn.parse(lsn)));
    }

    @Test
    @DisplayName("T36: every name parses back, for every segment size")
    void namesParseBack() {
        Seeded.check(
                500,
                random -> {
                    WalSegmentSize size = new WalSegmentSize(1 << random.nextInt(20, 31));
                    Lsn lsn = new Lsn(random.nextLong());
                    TimelineId timeline = new TimelineId(random.nextInt(1, Integer.MAX_VALUE));

                    WalSegment segment = WalSegment.containing(timeline, lsn, size);

                    assertEquals(segment, WalSegment.parse(segment.name(), size));
                    assertEquals(lsn, segment.start().plus(size.offsetOf(lsn)));
                    assertEquals(size.endOf(lsn), segment.end());
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00000001000000000000000",
                "00000001000000000000000g",
                "000000010000000000000100",
                "000000000000000000000001",
                "0000000100000000000000ab",
                "000000010000000000000001.partial",
            })
    void whatIsNoNameIsRefused(String name) {
        assertThrows(HoldfastException.class, () -> WalSegment.parse(name, WalSegmentSize.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 512 << 10, 3 << 20, Integer.MIN_VALUE, -1})
    void whatIsNoSegmentSizeIsRefused(int bytes) {
        HoldfastException refusal =
                assertThrows(HoldfastException.class, () -> new WalSegmentSize(bytes));

        assertEquals("wal-segment-size-invalid", refusal.code());
    }
}
