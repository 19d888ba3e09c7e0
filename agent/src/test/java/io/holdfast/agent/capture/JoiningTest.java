package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.wal.WalScene;
import io.holdfast.repository.wal.WalWindow;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a repository is given of the epochs before the one that is written. */
class JoiningTest {
    private static final EpochRecord ONE = WalScene.epoch(1, 1_000, null);
    private static final EpochRecord TWO = WalScene.epoch(2, 1_100, WalScene.parent(1, 1_100));
    private static final EpochRecord THREE = WalScene.epoch(3, 1_200, WalScene.parent(2, 1_200));
    private static final EpochRecord FOUR = WalScene.epoch(4, 1_300, WalScene.parent(3, 1_300));

    private final ClusterRepository whole = Clusters.in(new MemoryObjectStore(), "whole", 1);
    private final ClusterRepository other = Clusters.in(new MemoryObjectStore(), "other", 1);
    private final Branch branch = branch(ONE, TWO, THREE, FOUR);

    JoiningTest() {
        List.of(ONE, TWO, THREE, FOUR).forEach(epoch -> WalScene.put(whole, epoch));
        WalScene.piece(whole, ONE, 1_000, 1_050);
        WalScene.piece(whole, ONE, 1_050, 1_100);
        WalScene.piece(whole, TWO, 1_100, 1_200);
        WalScene.piece(whole, THREE, 1_200, 1_250);
        WalScene.piece(whole, THREE, 1_250, 1_300);
    }

    private static Branch branch(EpochRecord... epochs) {
        NavigableMap<EpochId, EpochRecord> tree = new TreeMap<>();
        for (EpochRecord epoch : epochs) {
            tree.put(epoch.epoch(), epoch);
        }
        return Branch.to(tree, tree.lastKey());
    }

    private Lsn join() {
        return join(branch, new Joining.Sources(List.of(whole), true));
    }

    @Test
    void whoHoldsNothingBeginsWithTheNewest() {
        assertEquals(FOUR.start(), join());

        assertEquals(Set.of(FOUR.epoch()), new Epochs(other).all().keySet());
    }

    @Test
    void whatIsLackingSinceTheNewestWalIsBrought() {
        List.of(ONE, TWO).forEach(epoch -> WalScene.put(other, epoch));
        WalScene.piece(other, ONE, 1_000, 1_050);

        join();

        assertIsHeldFrom(ONE.start());
    }

    @Test
    void aHoleThatAWriterLeftWhoDidNotKnowOfItIsFilled() {
        List.of(ONE, THREE).forEach(epoch -> WalScene.put(other, epoch));
        WalScene.piece(other, ONE, 1_000, 1_050);
        WalScene.piece(other, THREE, 1_200, 1_250);

        join();

        assertIsHeldFrom(ONE.start());
    }

    @Test
    void whatExpiryHasTakenIsNotBroughtBack() {
        List.of(ONE, THREE).forEach(epoch -> WalScene.put(other, epoch));
        // kept for an old base backup
        WalScene.piece(other, ONE, 1_000, 1_050);
        WalScene.rolled(other, THREE, 1_250, 1_300);

        join();

        assertEquals(new Lsn(1_050), WalWindow.of(other, branch(ONE, TWO)).end());
        assertFalse(new Epochs(other).all().containsKey(TWO.epoch()));
    }

    @Test
    @DisplayName("what is recorded as lost is not waited for again")
    void aRecordedGapIsNotAskedForAgain() {
        List.of(TWO, THREE).forEach(epoch -> WalScene.put(other, epoch));
        WalScene.piece(other, TWO, 1_100, 1_150);
        join(branch, new Joining.Sources(List.of(), true));

        assertEquals(FOUR.start(), join(branch, new Joining.Sources(List.of(), false)));
    }

    @Test
    void aRecordedGapBeforeAnotherGapIsNotAskedForAgain() {
        EpochRecord behindGap =
                WalScene.epoch(
                        3, WalScene.ONE, 1_300, WalScene.parent(2, 1_200), EpochRecord.Reason.GAP);
        EpochRecord last = WalScene.epoch(4, 1_400, WalScene.parent(3, 1_400));
        Branch across = branch(ONE, TWO, behindGap, last);
        WalScene.put(other, TWO);
        WalScene.piece(other, TWO, 1_100, 1_150);
        join(across, new Joining.Sources(List.of(), true));

        assertEquals(last.start(), join(across, new Joining.Sources(List.of(), false)));
    }

    private Lsn join(Branch along, Joining.Sources sources) {
        return new Joining(along, () -> sources, () -> Clusters.NOW)
                .join(other, new Epochs(other).all());
    }

    @Test
    @DisplayName("damage in an old epoch keeps no repository from joining")
    void oldDamageIsLeftWhereItIs() {
        List.of(ONE, TWO, THREE).forEach(epoch -> WalScene.put(other, epoch));
        WalScene.piece(other, ONE, 1_000, 1_050);
        WalScene.piece(other, ONE, 1_050, 1_100);
        WalScene.piece(other, TWO, 1_100, 1_200);
        WalScene.piece(other, THREE, 1_200, 1_250);
        WalScene.damage(other, TWO, 1_100);

        assertEquals(FOUR.start(), join());

        WalWindow window = WalWindow.readable(other, branch);
        assertEquals(THREE.start(), window.start());
        assertEquals(FOUR.start(), window.end());
    }

    private void assertIsHeldFrom(Lsn start) {
        WalWindow window = WalWindow.of(other, branch);
        assertEquals(start, window.start());
        assertEquals(FOUR.start(), window.end());
    }
}
