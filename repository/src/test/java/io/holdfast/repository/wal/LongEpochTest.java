package io.holdfast.repository.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.ObjectNames;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.CountingStore;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An epoch of hundreds of thousands of pieces. Most of them are names without content; those that
 * are opened are real.
 */
class LongEpochTest {
    private static final int PIECES = 150_000;
    private static final long START = 1_000;
    private static final long PIECE = 120;
    private static final long END = START + PIECES * PIECE;
    private static final long ROLLED = 64 * PIECE;

    /** At most so many requests find anything, however long the epoch is. */
    private static final int FEW = 30;

    private static final EpochRecord EPOCH = WalScene.epoch(1, START, null);

    private final CountingStore store = new CountingStore(new MemoryObjectStore());
    private final ClusterRepository repository = Clusters.in(store, "r", 1);
    private final EpochWal wal = new EpochWal(repository, EPOCH);

    @BeforeEach
    void putEpoch() {
        WalScene.put(repository, EPOCH);
    }

    private static long at(int piece) {
        return START + piece * PIECE;
    }

    private void pieces(int from, int to) {
        for (int piece = from; piece < to; piece++) {
            WalScene.piece(repository, EPOCH, at(piece), at(piece + 1));
        }
    }

    private void names(int from, int to) {
        for (int piece = from; piece < to; piece++) {
            name(wal.pieceName(new Lsn(at(piece))));
        }
    }

    private void rolledNames(long from, long to) {
        for (long start = from; start + ROLLED <= to; start += ROLLED) {
            name(wal.name(new Span(new Lsn(start), new Lsn(start + ROLLED))));
        }
    }

    private void name(String name) {
        repository.store().putIfAbsent(name, new byte[0], 0);
    }

    private void assertFewLists() {
        int lists = store.takeLists();
        assertTrue(lists <= FEW, () -> lists + " listings");
    }

    private Branch branch() {
        return NewestBranch.of(repository).orElseThrow();
    }

    @Test
    void aShortEpochIsListedOnce() {
        pieces(0, 200);
        WalScene.rolled(repository, EPOCH, START, START + ROLLED);
        store.takeLists();

        Frontier frontier = wal.frontier();
        int ofTheFrontier = store.takeLists();
        byte[] read = new byte[(int) (200 * PIECE)];
        new EpochReader(wal, new DamagedObjects()).read(new Lsn(START), new Lsn(at(200)), read, 0);

        assertEquals(new Lsn(at(200)), frontier.end());
        assertEquals(1, ofTheFrontier);
        assertEquals(1, store.takeLists());
        assertArrayEquals(WalScene.wal(0, START, at(200)), read);
    }

    @Test
    void theFrontierOfALongOneIsFoundByAFewListings() {
        names(0, PIECES - 20);
        pieces(PIECES - 20, PIECES);
        rolledNames(START, END - 100 * PIECE);
        store.takeLists();

        Frontier frontier = wal.frontier();

        assertEquals(new Lsn(END), frontier.end());
        assertEquals(new Lsn(END), frontier.last().map(PieceMetadata::end).orElseThrow());
        assertFewLists();
    }

    @Test
    void aHoleAndASealAmongTheLastAreFound() {
        names(0, PIECES - 20);
        pieces(PIECES - 20, PIECES - 5);
        pieces(PIECES - 4, PIECES);
        Lsn hole = new Lsn(at(PIECES - 5));

        Frontier withHole = wal.frontier();
        WalScene.seal(repository, EPOCH, hole.value());
        Frontier sealed = wal.frontier();

        assertEquals(new Frontier(hole, false, withHole.last(), Optional.empty()), withHole);
        assertEquals(new Frontier(hole, true, withHole.last(), Optional.empty()), sealed);
    }

    @Test
    void theFrontierIsFoundWhereTheFrontHasExpired() {
        rolledNames(at(50_000), END - ROLLED);
        long last = at(50_000) + (END - at(50_000)) / ROLLED * ROLLED;
        WalScene.rolled(repository, EPOCH, last - ROLLED, last);
        pieces(PIECES - 3, PIECES);
        store.takeLists();

        Frontier frontier = wal.frontier();

        assertEquals(new Lsn(last), frontier.end());
        assertFewLists();
    }

    @Test
    void theMiddleAndTheEndAreReadThroughAFewListings() {
        int middle = 98_765;
        names(0, middle - 50);
        pieces(middle - 50, middle + 50);
        names(middle + 50, PIECES - 40);
        pieces(PIECES - 40, PIECES);
        // whoever reads without them must not be led astray
        rolledNames(START, at(middle - 200));
        WalReader reader = new WalReader(repository, branch());
        byte[] bytes = new byte[(int) (20 * PIECE)];
        store.takeLists();

        long from = at(middle) + 7;
        reader.read(new Lsn(from), new Lsn(from + bytes.length), bytes, 0);

        assertArrayEquals(WalScene.wal(0, from, from + bytes.length), bytes);
        assertFewLists();
        long back = at(middle - 40) + 11;
        reader.read(new Lsn(back), new Lsn(back + bytes.length), bytes, 0);
        assertArrayEquals(WalScene.wal(0, back, back + bytes.length), bytes);
        assertFewLists();
        long tail = END - bytes.length;
        reader.read(new Lsn(tail), new Lsn(END), bytes, 0);
        assertArrayEquals(WalScene.wal(0, tail, END), bytes);
        assertFewLists();
    }

    @Test
    void aStretchInTheMiddleIsFoundWholeByAFewListings() {
        int middle = 77_777;
        names(0, middle);
        pieces(middle, middle + 300);
        names(middle + 300, PIECES);
        Lsn from = new Lsn(at(middle) + 5);
        Lsn to = new Lsn(at(middle + 300));
        store.takeLists();

        Lsn reached = new WalCoverage(repository, branch()).reach(from, to);
        WalChain.Link link = new WalChain(repository, branch()).at(from);

        assertEquals(to, reached);
        assertEquals(
                new Lsn(at(middle)), assertInstanceOf(WalChain.Link.Found.class, link).start());
        assertFewLists();
    }

    @Test
    void whoGoesThroughItAllListsEachNameOnceAndKeepsFew() {
        names(0, PIECES);
        rolledNames(START, END);
        EpochNames names = new EpochNames(wal);
        store.takeLists();
        int most = 0;

        for (int piece = 0; piece < PIECES; piece += 50) {
            Lsn inside = new Lsn(at(piece) + PIECE / 2);
            assertEquals(Optional.of(new Lsn(at(piece))), names.pieceAtOrBefore(inside));
            long rolled = START + (inside.value() - START) / ROLLED * ROLLED;
            boolean isRolled = rolled + ROLLED <= END;
            assertEquals(isRolled ? 1 : 0, names.rolledOver(inside).size());
            most = Math.max(most, names.size());
        }

        // what lies behind the page's last name is asked for once more, since it lies inside
        int pages = PIECES / ObjectNames.PAGE + PIECES / 64 / ObjectNames.PAGE;
        int lists = store.takeLists();
        assertTrue(lists <= 5 * pages, () -> lists + " listings");
        long inReach = Span.MAX_BYTES / ROLLED + 4L * ObjectNames.PAGE;
        assertTrue(most <= inReach, most + " names");
    }
}
