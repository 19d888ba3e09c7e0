package io.holdfast.repository.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.DelegatingStore;
import io.holdfast.repository.testing.Seeded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EpochNamesTest {
    private static final long START = 5L << 20;

    /** All names of a folder, and what they should tell. */
    private static final class Folder {
        private final MemoryObjectStore store = new MemoryObjectStore();
        private final TreeSet<Lsn> pieces = new TreeSet<>();
        private final List<Span> rolled = new ArrayList<>();
        private final EpochRecord epoch = WalScene.epoch(1, START, null);
        private Lsn end = new Lsn(START);

        private EpochWal wal(int mostInAPage) {
            ClusterRepository repository = Clusters.in(new Stingy(store, mostInAPage), "r", 1);
            return new EpochWal(repository, epoch);
        }

        private void fill(RandomGenerator random) {
            EpochWal wal = wal(1_000);
            int count = random.nextInt(3_500);
            long longest = 1L << random.nextInt(1, 25);
            List<Lsn> starts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                starts.add(end);
                end = end.plus(1 + random.nextLong(Math.min(longest, Span.MAX_BYTES)));
            }
            boolean expires = random.nextBoolean();
            for (int i = 0; i < count; i++) {
                if (!expires || i > count / 2 || random.nextInt(4) == 0) {
                    name(wal, wal.pieceName(starts.get(i)));
                    pieces.add(starts.get(i));
                }
                roll(wal, starts, i, random);
            }
            name(wal, WalNames.folder(epoch.epoch(), WalScene.ONE) + "0000.note");
            name(wal, WalNames.folder(epoch.epoch(), WalScene.ONE) + "later/0000000000000001");
            name(wal, WalNames.folder(epoch.epoch(), WalScene.ONE) + "rolled/later");
        }

        private void roll(EpochWal wal, List<Lsn> starts, int from, RandomGenerator random) {
            int to = from + 1 + random.nextInt(6);
            if (random.nextInt(3) == 0 && to < starts.size()) {
                Span span = new Span(starts.get(from), starts.get(to));
                if (span.end().minus(span.start()) <= Span.MAX_BYTES) {
                    name(wal, wal.name(span));
                    rolled.add(span);
                }
            }
        }

        private static void name(EpochWal wal, String name) {
            wal.repository().store().putIfAbsent(name, new byte[0], 0);
        }

        private List<Span> rolledOver(Lsn lsn) {
            return rolled.stream()
                    .filter(span -> span.contains(lsn))
                    .sorted(Comparator.comparing(Span::end).reversed())
                    .toList();
        }

        private Optional<Lsn> lastBoundary(Lsn lsn) {
            Stream<Lsn> ends = rolled.stream().map(Span::end).filter(e -> !e.isAfter(lsn));
            return Stream.concat(Stream.ofNullable(pieces.floor(lsn)), ends)
                    .max(Comparator.naturalOrder());
        }
    }

    /** A store that gives fewer names than it is asked for. */
    private static final class Stingy extends DelegatingStore {
        private final int most;

        Stingy(MemoryObjectStore store, int most) {
            super(store);
            this.most = most;
        }

        @Override
        public ObjectPage list(String prefix, String startAfter, int max) {
            return super.list(prefix, startAfter, Math.min(max, most));
        }
    }

    @Test
    void windowsTellWhatAWholeListingWouldTell() {
        Seeded.check(30, EpochNamesTest::tellsTheSame);
    }

    private static void tellsTheSame(RandomGenerator random) {
        Folder folder = new Folder();
        folder.fill(random);
        EpochWal wal = folder.wal(random.nextBoolean() ? 1_000 : 1 + random.nextInt(40));
        EpochNames names = new EpochNames(wal);
        long length = folder.end.value() - START;
        Lsn at = new Lsn(START);

        for (int i = 0; i < 40; i++) {
            at = next(random, folder, at, length);
            assertEquals(Optional.ofNullable(folder.pieces.floor(at)), names.pieceAtOrBefore(at));
            assertEquals(
                    folder.rolledOver(at).stream().map(Span::end).toList(),
                    names.rolledOver(at).stream().map(Span::end).toList());
            assertBoundary(folder, names, at);
        }
        assertLast(folder, new EpochNames(wal));
    }

    /** Forward, mostly by little; at times anywhere, or where an object begins. */
    private static Lsn next(RandomGenerator random, Folder folder, Lsn at, long length) {
        Lsn next =
                switch (random.nextInt(4)) {
                    case 0 -> new Lsn(START + random.nextLong(length + 100));
                    case 1 -> at.plus(1 + random.nextInt(100_000));
                    default -> at.plus(1);
                };
        Lsn start = random.nextBoolean() ? folder.pieces.ceiling(next) : null;
        return start == null ? next : start;
    }

    /** Of a far end it is enough that there is something to walk on from. */
    private static void assertBoundary(Folder folder, EpochNames names, Lsn at) {
        Optional<Lsn> expected = folder.lastBoundary(at);
        Optional<Lsn> found = names.lastBoundary(at);
        if (expected.filter(e -> at.minus(e) < Span.MAX_BYTES / 2).isPresent()) {
            assertEquals(expected, found);
        }
        assertTrue(found.isEmpty() || !found.get().isAfter(expected.orElseThrow()));
    }

    private static void assertLast(Folder folder, EpochNames names) {
        int want = 10;
        List<Lsn> last = names.lastPieces(want);
        List<Lsn> all = List.copyOf(folder.pieces);
        assertTrue(last.size() >= Math.min(want, all.size()), last::toString);
        assertEquals(all.subList(all.size() - last.size(), all.size()), last);
        Lsn from = all.isEmpty() ? new Lsn(START) : all.get(Math.max(0, all.size() - want));
        Optional<Lsn> lastRolled =
                folder.rolled.stream().map(Span::start).max(Comparator.naturalOrder());
        assertEquals(
                lastRolled.filter(start -> start.isAfter(from)),
                names.lastRolled(from).map(Span::start).filter(start -> start.isAfter(from)));
    }
}
