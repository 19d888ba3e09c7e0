package io.holdfast.repository.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.HidingStore;
import io.holdfast.repository.testing.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WalReaderTest {
    private final ClusterRepository repository = Clusters.in(new MemoryObjectStore(), "r", 1);

    private static Branch newest(ClusterRepository repository) {
        return NewestBranch.of(repository).orElseThrow();
    }

    private static byte[] read(WalReader reader, long from, long to) {
        byte[] out = new byte[(int) (to - from)];
        reader.read(new Lsn(from), new Lsn(to), out, 0);
        return out;
    }

    @Test
    @DisplayName("T20: any chunking of reads gives the bytes written, rolled and pieces mixed")
    void anyChunkingOfReadsGivesTheBytesWritten() {
        Seeded.check(40, WalReaderTest::readsWhatWasWritten);
    }

    private static void readsWhatWasWritten(RandomGenerator random) {
        MemoryObjectStore store = new MemoryObjectStore();
        ClusterRepository writer = Clusters.in(store, "r", 1);
        long position = 5_000;
        EpochRecord.Parent parent = null;
        for (int number = 1; number <= 1 + random.nextInt(4); number++) {
            EpochRecord epoch = WalScene.epoch(number, position, parent);
            WalScene.put(writer, epoch);
            position = write(random, writer, epoch);
            parent = WalScene.parent(number, position);
        }
        long end = position;
        int freshness = random.nextInt(4);
        ClusterRepository hiding =
                Clusters.in(
                        new HidingStore(store, name -> freshness == 0 && !name.contains("rolled/")),
                        "r",
                        1);
        WalReader reader = new WalReader(hiding, newest(hiding));

        long at = 5_000;
        while (at < end) {
            long to = Math.min(end, at + 1 + random.nextInt(400));
            assertArrayEquals(WalScene.wal(0, at, to), read(reader, at, to));
            at = random.nextInt(5) == 0 ? 5_000 + random.nextLong(end - 5_000) : to;
        }
        assertEquals(new Lsn(end), WalWindow.of(hiding, newest(hiding)).end());
    }

    /** Pieces, some of them rolled and removed, perhaps with a seal and more behind it. */
    private static long write(
            RandomGenerator random, ClusterRepository repository, EpochRecord epoch) {
        List<Long> starts = new ArrayList<>();
        long position = epoch.start().value();
        for (int i = random.nextInt(30); i > 0; i--) {
            long end = position + 1 + random.nextInt(150);
            WalScene.piece(repository, epoch, position, end);
            starts.add(position);
            position = end;
        }
        for (int from = 0; from + 4 < starts.size(); from += 4) {
            if (random.nextBoolean()) {
                WalScene.rolled(repository, epoch, starts.get(from), starts.get(from + 4));
                for (int i = from; i < from + 4; i++) {
                    if (random.nextInt(5) > 0) {
                        WalScene.remove(repository, epoch, starts.get(i));
                    }
                }
            }
        }
        if (random.nextBoolean()) {
            WalScene.seal(repository, epoch, position);
            WalScene.piece(repository, epoch, position + 20, position + 30);
        }
        return position;
    }

    @Test
    void aMissingPieceIsNamedByItsPosition() {
        EpochRecord epoch = WalScene.epoch(1, 100, null);
        WalScene.put(repository, epoch);
        WalScene.piece(repository, epoch, 100, 200);
        WalScene.piece(repository, epoch, 300, 400);
        WalReader reader = new WalReader(repository, newest(repository));

        HoldfastException e = assertThrows(HoldfastException.class, () -> read(reader, 150, 350));

        assertEquals("wal-missing", e.code());
        assertTrue(e.toString().contains(new Lsn(200).toString()), e::toString);
    }

    @Test
    void theParentIsReadUpToTheContinuationAndNoFurther() {
        EpochRecord first = WalScene.epoch(1, 100, null);
        EpochRecord second = WalScene.epoch(2, 250, WalScene.parent(1, 250));
        WalScene.put(repository, first);
        WalScene.put(repository, second);
        WalScene.piece(repository, first, 100, 200);
        WalScene.object(
                repository,
                ContainerKind.PIECE,
                WalNames.piece(first.epoch(), WalScene.ONE, new Lsn(200)),
                200,
                concat(WalScene.wal(0, 200, 250), WalScene.wal(9, 250, 300)));
        WalScene.piece(repository, second, 250, 300);

        byte[] read = read(new WalReader(repository, newest(repository)), 100, 300);

        assertArrayEquals(WalScene.wal(0, 100, 300), read);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void whatLiesBeforeAGapIsNotPartOfTheWindow() {
        WalScene.put(repository, WalScene.epoch(1, 100, null));
        WalScene.piece(repository, WalScene.epoch(1, 100, null), 100, 200);
        EpochRecord second =
                WalScene.epoch(
                        2, WalScene.ONE, 500, WalScene.parent(1, 200), EpochRecord.Reason.GAP);
        WalScene.put(repository, second);
        WalScene.piece(repository, second, 500, 600);

        WalWindow window = WalWindow.of(repository, newest(repository));
        HoldfastException e =
                assertThrows(
                        HoldfastException.class,
                        () -> read(new WalReader(repository, newest(repository)), 150, 550));

        assertEquals(new Lsn(500), window.start());
        assertEquals(new Lsn(600), window.end());
        assertTrue(e.toString().contains(new Lsn(200).toString()), e::toString);
    }

    @Test
    void aParentThatWasNeverCopiedWholeHoldsTheFrontierBack() {
        EpochRecord first = WalScene.epoch(1, 100, null);
        EpochRecord second = WalScene.epoch(2, 250, WalScene.parent(1, 250));
        WalScene.put(repository, first);
        WalScene.put(repository, second);
        WalScene.piece(repository, first, 100, 200);
        WalScene.piece(repository, second, 250, 300);

        WalWindow window = WalWindow.of(repository, newest(repository));

        assertEquals(new Lsn(100), window.start());
        assertEquals(new Lsn(200), window.end());
    }

    @Test
    void aRepositoryThatJoinedLaterBeginsWithTheEpochThatItHolds() {
        EpochRecord third = WalScene.epoch(3, 250, WalScene.parent(2, 250));
        WalScene.put(repository, third);
        WalScene.piece(repository, third, 250, 300);

        WalWindow window = WalWindow.of(repository, newest(repository));

        assertEquals(new Lsn(250), window.start());
        assertEquals(new Lsn(300), window.end());
    }
}
