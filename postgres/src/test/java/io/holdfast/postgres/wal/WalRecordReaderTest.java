package io.holdfast.postgres.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.testing.Seeded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WalRecordReaderTest {
    private static final WalSegmentSize SIZE = new WalSegmentSize(1 << 20);

    private static WalReading read(RealWal wal, Lsn start, List<String> seen) {
        WalRecordReader reader = reader(start, seen);
        return reader.feed(wal.from(start));
    }

    private static WalRecordReader reader(Lsn start, List<String> seen) {
        return new WalRecordReader(start, SIZE, 8192, record -> seen.add(line(record)));
    }

    private static String line(WalRecord record) {
        return "%d %d %s %s"
                .formatted(record.totalLength(), record.xid(), record.lsn(), record.previous());
    }

    @Test
    void recordsAreThosePgWaldumpShows() {
        RealWal wal = RealWal.of(15);
        List<String> seen = new ArrayList<>();

        read(wal, wal.start(), seen);

        assertTrue(seen.size() > 1000);
        assertEquals(RealWal.waldump15(), seen);
    }

    @ParameterizedTest
    @DisplayName("T37: records are whole over page and segment boundaries, and the tail is open")
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void theWholeStretchIsRead(int major) {
        RealWal wal = RealWal.of(major);
        List<String> seen = new ArrayList<>();

        WalReading reading = read(wal, wal.start(), seen);

        WalReading.Ended ended = assertInstanceOf(WalReading.Ended.class, reading);
        assertEquals(wal.end(), ended.completeEnd());
        assertTrue(seen.stream().anyMatch(line -> line.startsWith("13000")), "1.3 MB record");
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void piecesOfAnySizeGiveTheSameRecords(int major) {
        RealWal wal = RealWal.of(major);
        List<String> whole = new ArrayList<>();
        read(wal, wal.start(), whole);

        Seeded.check(
                5,
                random -> {
                    List<String> seen = new ArrayList<>();
                    WalRecordReader reader = reader(wal.start(), seen);
                    ByteBuffer rest = wal.from(wal.start());
                    while (rest.hasRemaining()) {
                        int count = Math.min(rest.remaining(), 1 + random.nextInt(3000));
                        reader.feed(rest.slice(rest.position(), count));
                        rest.position(rest.position() + count);
                    }
                    assertEquals(whole, seen);
                });
    }

    @ParameterizedTest
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void readingMayBeginAtAnyPageOrRecord(int major) {
        RealWal wal = RealWal.of(major);
        List<String> whole = new ArrayList<>();
        read(wal, wal.start(), whole);
        Set<String> known = new HashSet<>(whole);

        Seeded.check(
                40,
                random -> {
                    long pages = wal.end().minus(wal.start()) / 8192;
                    Lsn page = wal.start().plus(8192 * random.nextLong(pages));
                    List<String> seen = new ArrayList<>();
                    read(wal, page, seen);
                    assertTrue(known.containsAll(seen));
                    assertEquals(whole.subList(whole.size() - seen.size(), whole.size()), seen);
                    // Pages after a segment switch were never written.
                    assertEquals(wal.from(page).getShort(0) == 0, seen.isEmpty());
                });
        List<String> fromRecord = new ArrayList<>();
        read(wal, Lsn.parse(whole.get(7).split(" ", -1)[2]), fromRecord);
        assertEquals(whole.subList(7, whole.size()), fromRecord);
    }

    @ParameterizedTest
    @DisplayName("T37: a stream cut anywhere is open, not ended")
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void aCutStreamIsOpen(int major) {
        RealWal wal = RealWal.of(major);
        int length = (int) wal.end().minus(wal.start());

        Seeded.check(
                30,
                random -> {
                    ByteBuffer cut = wal.from(wal.start()).limit(random.nextInt(1, length));
                    WalReading reading = reader(wal.start(), new ArrayList<>()).feed(cut);
                    assertInstanceOf(WalReading.Open.class, reading);
                });
    }

    @ParameterizedTest
    @DisplayName("E4: a flipped byte ends the records where it is, and no record is made up")
    @MethodSource("io.holdfast.postgres.testing.Fixtures#majors")
    void aFlippedByteEndsTheRecords(int major) {
        RealWal wal = RealWal.of(major);
        List<String> whole = new ArrayList<>();
        read(wal, wal.start(), whole);
        int length = (int) wal.end().minus(wal.start());

        Seeded.check(
                30,
                random -> {
                    ByteBuffer original = wal.from(wal.start());
                    byte[] bytes = new byte[length];
                    original.get(bytes);
                    bytes[random.nextInt(WalPageHeader.LONG_SIZE, length)] ^=
                            (byte) (1 << random.nextInt(8));
                    List<String> seen = new ArrayList<>();
                    reader(wal.start(), seen).feed(ByteBuffer.wrap(bytes));
                    assertEquals(whole.subList(0, seen.size()), seen);
                });
    }

    @Test
    void zerosEndTheRecords() {
        RealWal wal = RealWal.of(18);
        byte[] padded = new byte[(int) wal.end().minus(wal.start()) + 4096];
        wal.from(wal.start()).get(padded, 0, padded.length - 4096);
        Arrays.fill(padded, padded.length - 4096, padded.length, (byte) 0);

        WalReading reading = reader(wal.start(), new ArrayList<>()).feed(ByteBuffer.wrap(padded));

        assertEquals(
                new WalReading.Ended(wal.end(), wal.end(), "zeros where a record would start"),
                reading);
    }
}
