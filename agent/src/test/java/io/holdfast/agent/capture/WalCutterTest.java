package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.agent.testing.Repositories;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Seeded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WalCutterTest {
    private static final int SEGMENT = 1 << 20;
    private static final long SYSTEM = 7_000_000_000_000_000_001L;
    private static final int HEAD = 40;
    private static final Lsn START = new Lsn(5L * SEGMENT + 700_000);

    private static final Lsn FIRST = new Lsn(6L * SEGMENT);
    private static final Lsn BEFORE = FIRST.plus(-100);

    private final Repositories repositories = new Repositories();
    private List<CutObject> last = List.of();

    @BeforeEach
    void addRepository() {
        repositories.add("one", new MemoryObjectStore());
    }

    private static EpochRecord epoch() {
        return epoch(1, START);
    }

    private static EpochRecord epoch(int timeline, Lsn start) {
        return new EpochRecord(
                new EpochId(1, 0),
                new UUID(1, 2),
                "db1",
                "bank",
                Long.toString(SYSTEM),
                18,
                SEGMENT,
                new TimelineId(timeline),
                start,
                null,
                EpochRecord.Reason.FIRST,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                "all",
                true);
    }

    /** The header of a segment's first page, of PostgreSQL 18. */
    private static void head(
            byte[] wal, int offset, long system, int segmentSize, Lsn address, int timeline) {
        ByteBuffer.wrap(wal, offset, HEAD)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xD118)
                .putShort((short) 2)
                .putInt(timeline)
                .putLong(address.value())
                .putLong(0)
                .putLong(system)
                .putInt(segmentSize)
                .putInt(8192);
    }

    private List<CutObject> cut(RandomGenerator random, int length, int maxPiece)
            throws InterruptedException {
        List<CutObject> objects = new ArrayList<>();
        byte[] wal = new byte[length];
        random.nextBytes(wal);
        for (Lsn at = FIRST; at.minus(START) + HEAD <= length; at = at.plus(SEGMENT)) {
            head(wal, (int) at.minus(START), SYSTEM, SEGMENT, at, 1);
        }
        try (PieceSealer sealer =
                new PieceSealer(epoch(), repositories.open(0).writer(), new LagSamples())) {
            WalCutter cutter = new WalCutter(sealer, objects::add, epoch(), maxPiece);
            int done = 0;
            while (done < length) {
                int part = Math.min(length - done, 1 + random.nextInt(130_000));
                cutter.append(START.plus(done), wal, done, part);
                done += part;
                if (random.nextInt(4) == 0) {
                    cutter.flush();
                }
            }
            cutter.flush();
            assertEquals(START.plus(length), cutter.position());
        }
        return objects;
    }

    /** No less than the head of a segment is cut from it. */
    private static int withHead(int length) {
        long inSegment = (START.value() + length) % SEGMENT;
        return inSegment > 0 && inSegment < HEAD ? length + HEAD : length;
    }

    @Test
    @DisplayName("T20: however WAL arrives, pieces follow each other and end with their segment")
    void piecesFollowEachOtherAndNeverCrossASegment() {
        Seeded.check(
                12,
                random -> {
                    int length = withHead(1 + random.nextInt(3 * SEGMENT));
                    int maxPiece = 1_000 + random.nextInt(SEGMENT);

                    List<CutObject> objects = cut(random, length, maxPiece);

                    Lsn position = START;
                    for (CutObject object : objects) {
                        long last = object.end().value() - 1;
                        assertEquals(object.start().value() / SEGMENT, last / SEGMENT);
                        if (object.isPiece()) {
                            assertEquals(position, object.start());
                            assertTrue(object.end().minus(object.start()) <= maxPiece);
                            position = object.end();
                        } else {
                            assertEquals(position, object.end());
                        }
                    }
                    assertEquals(START.plus(length), position);
                });
    }

    @Test
    void refusesWalThatDoesNotFollow() {
        try (PieceSealer sealer =
                new PieceSealer(epoch(), repositories.open(0).writer(), new LagSamples())) {
            WalCutter cutter = new WalCutter(sealer, object -> {}, epoch(), SEGMENT);

            HoldfastException refused =
                    assertThrows(
                            HoldfastException.class,
                            () -> cutter.append(START.plus(1), new byte[8], 0, 8));

            assertEquals("wal-stream-broken", refused.code());
        }
    }

    /** Sends this much WAL in parts, with a flush after each, and gives what was cut. */
    private List<CutObject> send(EpochRecord epoch, byte[] wal, int part)
            throws InterruptedException {
        List<CutObject> objects = new ArrayList<>();
        try (PieceSealer sealer =
                new PieceSealer(epoch, repositories.open(0).writer(), new LagSamples())) {
            WalCutter cutter = new WalCutter(sealer, objects::add, epoch, SEGMENT);
            try {
                for (int done = 0; done < wal.length; done += part) {
                    int length = Math.min(part, wal.length - done);
                    cutter.append(epoch.start().plus(done), wal, done, length);
                    cutter.flush();
                }
            } finally {
                // whoever ends the session may flush
                cutter.flush();
                last = List.copyOf(objects);
            }
        }
        return objects;
    }

    private void assertRefused(String what, byte[] wal, int part) {
        HoldfastException refused =
                assertThrows(HoldfastException.class, () -> send(epoch(1, BEFORE), wal, part));

        assertEquals("wal-stream-foreign", refused.code());
        assertEquals(ErrorCategory.INTEGRITY, refused.category());
        assertTrue(refused.toString().contains(what), refused::toString);
        assertTrue(last.stream().noneMatch(o -> o.end().isAfter(FIRST)), last::toString);
    }

    /** The end of a segment, and the beginning of the next with this head. */
    private static byte[] next(long system, int segmentSize, Lsn address, int timeline) {
        int before = (int) FIRST.minus(BEFORE);
        byte[] wal = new byte[before + 9_000];
        head(wal, before, system, segmentSize, address, timeline);
        return wal;
    }

    @Test
    @DisplayName("E6: a segment of another cluster is refused before any of it is cut")
    void aSegmentOfAnotherClusterIsNotCut() {
        byte[] wal = next(SYSTEM + 1, SEGMENT, FIRST, 1);

        assertRefused("system identifier", wal, wal.length);
        assertRefused("system identifier", wal, 8_192);
        assertRefused("system identifier", wal, 13);
    }

    @Test
    void aSegmentOfAnotherSizePlaceOrTimelineIsNotCut() {
        assertRefused("segment size", next(SYSTEM, 2 * SEGMENT, FIRST, 1), 7_000);
        assertRefused("position", next(SYSTEM, SEGMENT, FIRST.plus(SEGMENT), 1), 7_000);
        assertRefused("timeline", next(SYSTEM, SEGMENT, FIRST, 2), 7_000);
        assertRefused("magic number", new byte[3 * SEGMENT / 2], 7_000);
    }

    @Test
    void theFirstSegmentIsCheckedWhereCaptureBeginsWithIt() {
        EpochRecord epoch = epoch(1, FIRST);
        byte[] foreign = new byte[100];
        head(foreign, 0, SYSTEM + 1, SEGMENT, FIRST, 1);

        HoldfastException refused =
                assertThrows(HoldfastException.class, () -> send(epoch, foreign, 100));

        assertEquals("wal-stream-foreign", refused.code());
        assertEquals(List.of(), last);
    }

    @Test
    void aHeadThatComesInPartsIsCutWhenItIsWhole() throws InterruptedException {
        byte[] wal = new byte[HEAD + 2];
        head(wal, 0, SYSTEM, SEGMENT, FIRST, 1);

        List<CutObject> objects = send(epoch(1, FIRST), wal, 1);

        assertEquals(
                List.of(FIRST, FIRST.plus(HEAD), FIRST.plus(HEAD + 1)),
                objects.stream().map(CutObject::start).toList());
    }

    @Test
    void aNewTimelineMayBeginWithACopyOfItsParentsPage() throws InterruptedException {
        byte[] wal = new byte[8_192];
        head(wal, 0, SYSTEM, SEGMENT, FIRST, 2);

        List<CutObject> objects = send(epoch(3, FIRST), wal, 8_192);

        assertEquals(1, objects.size());
    }
}
