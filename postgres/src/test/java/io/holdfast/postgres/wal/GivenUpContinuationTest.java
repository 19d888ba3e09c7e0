package io.holdfast.postgres.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.WalSegmentSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pages laid out by hand: no server can be made to crash at the right instant. */
class GivenUpContinuationTest {
    private static final int PAGE = 8192;
    private static final int LONG_HEADER = 0x2;
    private static final int CONTINUES = 0x1;
    private static final int GIVEN_UP = 0x8;
    private static final Lsn START = new Lsn(1 << 20);
    private static final Lsn FIRST = START.plus(WalPageHeader.LONG_SIZE);
    private static final Lsn AFTER_CRASH = START.plus(PAGE + WalPageHeader.SHORT_SIZE);

    private final List<Lsn> seen = new ArrayList<>();

    @Test
    @DisplayName("043_no_contrecord_switch: reading goes on behind a record that never ended")
    void readingGoesOnBehindARecordThatNeverEnded() {
        ByteBuffer wal = pageEndingInARecord();
        page(wal, PAGE, GIVEN_UP, 0);
        record(wal, PAGE + WalPageHeader.SHORT_SIZE, 40, FIRST);

        WalReading reading = reader().feed(wal.limit(PAGE + WalPageHeader.SHORT_SIZE + 40));

        assertEquals(List.of(FIRST, AFTER_CRASH), seen);
        assertEquals(new WalReading.Open(AFTER_CRASH.plus(40)), reading);
    }

    @Test
    void aPageThatContinuesAnotherRecordEndsTheReading() {
        ByteBuffer wal = pageEndingInARecord();
        page(wal, PAGE, CONTINUES, 77);

        WalReading.Ended ended =
                assertInstanceOf(WalReading.Ended.class, reader().feed(wal.limit(2 * PAGE)));

        assertEquals("a page that continues another record", ended.why());
        assertEquals(FIRST.plus(40), ended.completeEnd());
        assertEquals(FIRST.plus(40), ended.at());
    }

    @Test
    void aPageThatContinuesNothingEndsTheReading() {
        ByteBuffer wal = pageEndingInARecord();
        page(wal, PAGE, 0, 0);

        WalReading.Ended ended =
                assertInstanceOf(WalReading.Ended.class, reader().feed(wal.limit(2 * PAGE)));

        assertEquals("a page that does not continue the record before it", ended.why());
    }

    private WalRecordReader reader() {
        return new WalRecordReader(
                START, new WalSegmentSize(1 << 20), PAGE, record -> seen.add(record.lsn()));
    }

    /** A whole record of 40 bytes, then one of 20,000 that the page cuts. */
    private static ByteBuffer pageEndingInARecord() {
        ByteBuffer wal = ByteBuffer.allocate(4 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        page(wal, 0, LONG_HEADER, 0);
        record(wal, WalPageHeader.LONG_SIZE, 40, Lsn.ZERO);
        wal.putInt(WalPageHeader.LONG_SIZE + 40, 20_000);
        return wal;
    }

    private static void page(ByteBuffer wal, int offset, int flags, int remaining) {
        wal.putShort(offset, (short) 0xD118).putShort(offset + 2, (short) flags);
        wal.putInt(offset + 4, 1).putLong(offset + 8, START.value() + offset);
        wal.putInt(offset + 16, remaining);
    }

    private static void record(ByteBuffer wal, int offset, int length, Lsn previous) {
        wal.putInt(offset, length).putLong(offset + 8, previous.value());
        CRC32C crc = new CRC32C();
        crc.update(wal.slice(offset + WalRecord.HEADER_SIZE, length - WalRecord.HEADER_SIZE));
        crc.update(wal.slice(offset, 20));
        wal.putInt(offset + 20, (int) crc.getValue());
    }
}
