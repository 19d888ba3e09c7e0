package io.holdfast.repository.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.Damage;
import io.holdfast.repository.testing.HidingStore;
import io.holdfast.repository.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrontierWalkTest {
    private static final EpochRecord EPOCH = WalScene.epoch(1, 1_000, null);

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final ClusterRepository repository = Clusters.in(store, "r", 1);

    private Frontier frontier() {
        return new EpochWal(repository, EPOCH).frontier();
    }

    private void pieces(int first, int last) {
        for (int i = first; i <= last; i++) {
            WalScene.piece(repository, EPOCH, 1_000 + 10L * i, 1_010 + 10L * i);
        }
    }

    private void removePieces(int first, int last) {
        for (int i = first; i <= last; i++) {
            WalScene.remove(repository, EPOCH, 1_000 + 10L * i);
        }
    }

    private void assertEnds(long end, boolean isSealed) {
        assertEquals(new Lsn(end), frontier().end());
        assertEquals(isSealed, frontier().isSealed());
    }

    @Test
    void anEpochWithoutPiecesEndsWhereItBegins() {
        assertEnds(1_000, false);
        assertEquals(true, frontier().last().isEmpty());
    }

    @Test
    @DisplayName("T21: a hole among the last eight pieces is where the frontier stays")
    void aHoleAmongTheLastEightEndsIt() {
        for (int hole = 12; hole <= 19; hole++) {
            MemoryObjectStore fresh = new MemoryObjectStore();
            ClusterRepository cluster = Clusters.in(fresh, "r", 1);
            for (int i = 0; i < 20; i++) {
                if (i != hole) {
                    WalScene.piece(cluster, EPOCH, 1_000 + 10L * i, 1_010 + 10L * i);
                }
            }

            Frontier frontier = new EpochWal(cluster, EPOCH).frontier();

            assertEquals(new Lsn(1_000 + 10L * hole), frontier.end());
            assertEquals(
                    new Lsn(1_000 + 10L * hole),
                    frontier.last().map(PieceMetadata::end).orElseThrow());
        }
    }

    @Test
    void whoReadsIsToldOfDamageAndWhoWritesStopsAtIt() {
        pieces(0, 19);
        WalScene.damage(repository, EPOCH, 1_150);

        HoldfastException strict = assertThrows(HoldfastException.class, this::frontier);
        Frontier readable = new EpochWal(repository, EPOCH).readable();

        assertEquals(ErrorCategory.INTEGRITY, strict.category());
        assertEquals(new Lsn(1_150), readable.end());
        assertEquals(new Lsn(1_150), readable.last().map(PieceMetadata::end).orElseThrow());
        assertEquals(strict.getMessage(), readable.damage().orElseThrow().getMessage());
    }

    @Test
    void damageBehindWhereABranchGoesOnIsNone() {
        pieces(0, 19);
        WalScene.damage(repository, EPOCH, 1_150);
        EpochRecord next = WalScene.epoch(2, 1_140, WalScene.parent(1, 1_140));
        NavigableMap<EpochId, EpochRecord> epochs =
                new TreeMap<>(Map.of(EPOCH.epoch(), EPOCH, next.epoch(), next));

        WalWindow before = WalWindow.readable(repository, Branch.to(epochs, EPOCH.epoch()));
        WalWindow after = WalWindow.readable(repository, Branch.to(epochs, next.epoch()));

        assertEquals(new Lsn(1_150), before.end());
        assertTrue(before.damage().isPresent());
        assertEquals(new Lsn(1_140), after.end());
        assertTrue(after.damage().isEmpty());
    }

    @Test
    void whereABranchGoesOnBehindDamageANewWindowBegins() {
        pieces(0, 19);
        WalScene.damage(repository, EPOCH, 1_150);
        EpochRecord next = WalScene.epoch(2, 1_200, WalScene.parent(1, 1_200));
        WalScene.piece(repository, next, 1_200, 1_250);
        NavigableMap<EpochId, EpochRecord> epochs =
                new TreeMap<>(Map.of(EPOCH.epoch(), EPOCH, next.epoch(), next));

        WalWindow window = WalWindow.readable(repository, Branch.to(epochs, next.epoch()));

        assertEquals(new Lsn(1_200), window.start());
        assertEquals(new Lsn(1_250), window.end());
        assertTrue(window.damage().isEmpty());
        assertTrue(window.damageBefore().isPresent());
    }

    @Test
    void whereWalStandsBehindAHoleANewWindowBeginsForReaders() {
        pieces(0, 9);
        EpochRecord absent = WalScene.epoch(2, 1_200, WalScene.parent(1, 1_200));
        EpochRecord behind = WalScene.epoch(3, 1_300, WalScene.parent(2, 1_300));
        WalScene.piece(repository, behind, 1_300, 1_350);
        EpochRecord empty = WalScene.epoch(4, 1_400, WalScene.parent(3, 1_400));
        NavigableMap<EpochId, EpochRecord> epochs = new TreeMap<>();
        List.of(EPOCH, absent, behind, empty).forEach(epoch -> epochs.put(epoch.epoch(), epoch));

        WalWindow before = WalWindow.of(repository, Branch.to(epochs, absent.epoch()));
        WalWindow held = WalWindow.of(repository, Branch.to(epochs, empty.epoch()));
        WalWindow after = WalWindow.readable(repository, Branch.to(epochs, empty.epoch()));

        assertEquals(EPOCH.start(), before.start());
        assertEquals(new Lsn(1_100), before.end());
        assertEquals(before, held);
        assertEquals(new Lsn(1_300), after.start());
        assertEquals(new Lsn(1_350), after.end());
    }

    @Test
    void damageBehindAHoleIsToldOf() {
        pieces(0, 9);
        EpochRecord behind = WalScene.epoch(2, 1_200, WalScene.parent(1, 1_200));
        WalScene.piece(repository, behind, 1_200, 1_250);
        WalScene.damage(repository, behind, 1_200);
        NavigableMap<EpochId, EpochRecord> epochs =
                new TreeMap<>(Map.of(EPOCH.epoch(), EPOCH, behind.epoch(), behind));

        WalWindow window = WalWindow.readable(repository, Branch.to(epochs, behind.epoch()));

        assertEquals(new Lsn(1_200), window.start());
        assertEquals(new Lsn(1_200), window.end());
        assertTrue(window.damage().isPresent());
    }

    @Test
    void aDamagedRolledObjectIsPassedOverForASmallerOne() {
        pieces(0, 11);
        WalScene.rolled(repository, EPOCH, 1_040, 1_120);
        WalScene.rolled(repository, EPOCH, 1_100, 1_110);
        String larger =
                WalNames.rolled(EPOCH.epoch(), EPOCH.timeline(), new Lsn(1_040), new Lsn(1_120));
        Damage.flip(repository.store(), larger, 0);
        removePieces(10, 10);

        assertEnds(1_120, false);
    }

    @Test
    void aDamagedPieceUnderAWholeRolledObjectEndsNothing() {
        pieces(0, 19);
        WalScene.rolled(repository, EPOCH, 1_140, 1_180);
        WalScene.damage(repository, EPOCH, 1_150);

        assertEnds(1_200, false);
    }

    @Test
    void aDamagedRolledObjectEndsNothingWhileThePiecesAreThere() {
        pieces(0, 19);
        WalScene.rolled(repository, EPOCH, 1_140, 1_180);
        String rolled =
                WalNames.rolled(EPOCH.epoch(), EPOCH.timeline(), new Lsn(1_140), new Lsn(1_180));
        Damage.flip(repository.store(), rolled, 0);

        assertEnds(1_200, false);
    }

    @Test
    void whatIsBehindASealDoesNotCount() {
        pieces(0, 11);
        WalScene.seal(repository, EPOCH, 1_120);
        pieces(13, 19);

        assertEnds(1_120, true);
    }

    @Test
    void aRepositoryThatWasSealedShortIsCompletedByARolledObjectAndPieces() {
        pieces(0, 11);
        WalScene.seal(repository, EPOCH, 1_120);
        WalScene.rolled(repository, EPOCH, 1_120, 1_130);
        pieces(13, 19);

        assertEnds(1_200, false);
    }

    @Test
    void rolledObjectsStandForPiecesThatWereRemovedInAnyOrder() {
        Seeded.check(
                40,
                random -> {
                    ClusterRepository cluster = Clusters.in(new MemoryObjectStore(), "r", 1);
                    int count = 20 + random.nextInt(60);
                    for (int i = 0; i < count; i++) {
                        WalScene.piece(cluster, EPOCH, 1_000 + 10L * i, 1_010 + 10L * i);
                    }
                    int from = 0;
                    while (from + 8 <= count && random.nextInt(8) > 0) {
                        WalScene.rolled(
                                cluster, EPOCH, 1_000 + 10L * from, 1_000 + 10L * (from + 8));
                        for (int i = from; i < from + 8; i++) {
                            if (random.nextInt(4) > 0) {
                                WalScene.remove(cluster, EPOCH, 1_000 + 10L * i);
                            }
                        }
                        from += 8;
                    }

                    Frontier frontier = new EpochWal(cluster, EPOCH).frontier();

                    assertEquals(new Lsn(1_000 + 10L * count), frontier.end());
                    assertEquals(
                            new Lsn(1_000 + 10L * count),
                            frontier.last().map(PieceMetadata::end).orElseThrow());
                });
    }

    @Test
    void theBeginningOfALongEpochMayHaveExpired() {
        pieces(0, 31);
        WalScene.rolled(repository, EPOCH, 1_160, 1_320);
        removePieces(0, 31);

        assertEnds(1_320, false);
        assertEquals(new Lsn(1_320), frontier().last().map(PieceMetadata::end).orElseThrow());
    }

    @Test
    void leftOverPiecesBeforeARolledObjectDoNotHoldItBack() {
        pieces(0, 31);
        WalScene.rolled(repository, EPOCH, 1_160, 1_320);
        removePieces(0, 4);
        removePieces(8, 31);

        assertEnds(1_320, false);
    }

    @Test
    void aListingThatHidesFreshNamesOrShowsNothingIsNoObstacle() {
        Seeded.check(40, FrontierWalkTest::aLaggingListingIsNoObstacle);
    }

    private static void aLaggingListingIsNoObstacle(RandomGenerator random) {
        MemoryObjectStore store = new MemoryObjectStore();
        ClusterRepository writer = Clusters.in(store, "r", 1);
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            WalScene.piece(writer, EPOCH, 1_000 + 10L * i, 1_010 + 10L * i);
        }
        if (random.nextBoolean()) {
            WalScene.seal(writer, EPOCH, 1_000 + 10L * count);
        }
        Set<String> hidden = new HashSet<>();
        boolean showsNothing = random.nextInt(4) == 0;
        for (int i = 0; i <= count; i++) {
            if (showsNothing || random.nextInt(3) == 0) {
                hidden.add(
                        "clusters/orders/"
                                + WalNames.piece(
                                        EPOCH.epoch(), WalScene.ONE, new Lsn(1_000 + 10L * i)));
            }
        }
        ClusterRepository reader = Clusters.in(new HidingStore(store, hidden::contains), "r", 1);

        Frontier frontier = new EpochWal(reader, EPOCH).frontier();

        assertEquals(new Lsn(1_000 + 10L * count), frontier.end());
    }

    @Test
    void namesThatAreNotKnownArePassedOver() {
        pieces(0, 2);
        byte[] some = "text".getBytes(StandardCharsets.UTF_8);
        for (String name : new String[] {"0000.note", "rolled/later", "later/0000000000000001"}) {
            repository
                    .store()
                    .putIfAbsent(WalNames.folder(EPOCH.epoch(), WalScene.ONE) + name, some, 4);
        }

        assertEnds(1_030, false);
    }

    @Test
    void aSealGoesToTheNextFreeNameAndASecondOneChangesNothing() {
        pieces(0, 2);
        EpochWal wal = new EpochWal(repository, EPOCH);

        Lsn sealed = wal.seal(new Lsn(1_000), at -> WalScene.sealRecord(EPOCH, at));
        Lsn again = wal.seal(new Lsn(1_000), at -> WalScene.sealRecord(EPOCH, at));

        assertEquals(new Lsn(1_030), sealed);
        assertEquals(new Lsn(1_030), again);
    }

    @Test
    void walOfAnotherSystemIsRefused() {
        EpochRecord foreign =
                new EpochRecord(
                        EPOCH.epoch(),
                        EPOCH.writer(),
                        "db1",
                        "orders",
                        "1",
                        18,
                        1 << 20,
                        WalScene.ONE,
                        EPOCH.start(),
                        null,
                        EpochRecord.Reason.FIRST,
                        Clusters.NOW,
                        List.of(),
                        List.of(),
                        List.of(),
                        "all",
                        true);
        pieces(0, 0);

        HoldfastException e =
                assertThrows(
                        HoldfastException.class,
                        () -> new EpochWal(repository, foreign).frontier());

        assertEquals("wal-foreign", e.code());
    }
}
