package io.holdfast.repository.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.HidingStore;
import io.holdfast.repository.wal.WalScene;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BranchTest {
    private static final TimelineId TWO = new TimelineId(2);

    private static NavigableMap<EpochId, EpochRecord> tree(EpochRecord... epochs) {
        NavigableMap<EpochId, EpochRecord> tree = new TreeMap<>();
        for (EpochRecord epoch : epochs) {
            tree.put(epoch.epoch(), epoch);
        }
        return tree;
    }

    /** Epoch numbers and ends, as text. */
    private static List<String> shape(Branch branch) {
        return branch.stretches().stream()
                .map(s -> s.epoch().epoch().number() + ":" + s.end())
                .toList();
    }

    private static final EpochRecord FIRST = WalScene.epoch(1, 100, null);
    private static final EpochRecord SECOND = WalScene.epoch(2, 200, WalScene.parent(1, 200));
    private static final EpochRecord FORK = WalScene.epoch(3, 150, WalScene.parent(1, 150));
    private static final EpochRecord FOLLOWS =
            WalScene.epoch(4, TWO, 180, WalScene.parent(3, 180), EpochRecord.Reason.FOLLOW);

    @Test
    void withoutEpochsThereIsNoBranch() {
        assertEquals(Optional.empty(), Branch.newest(tree(), EpochRecord::start));
    }

    @Test
    void theNewestEpochsBranchLeavesTheOtherOneAside() {
        NavigableMap<EpochId, EpochRecord> tree = tree(FIRST, SECOND, FORK, FOLLOWS);

        Branch newest = Branch.newest(tree, EpochRecord::start).orElseThrow();

        assertEquals(List.of("1:" + new Lsn(150), "3:" + new Lsn(180), "4:null"), shape(newest));
        assertEquals(
                List.of("1:" + new Lsn(200), "2:null"), shape(Branch.to(tree, WalScene.id(2))));
        assertEquals(Optional.of(new Lsn(180)), newest.endOf(WalScene.ONE));
        assertEquals(Optional.empty(), newest.endOf(TWO));
    }

    @Test
    void aParentThatIsNotHereBeginsTheBranch() {
        Branch branch = Branch.newest(tree(FORK, FOLLOWS), EpochRecord::start).orElseThrow();

        assertEquals(List.of("3:" + new Lsn(180), "4:null"), shape(branch));
    }

    @Test
    void aTreeThatContradictsItselfIsRefused() {
        EpochRecord circle = WalScene.epoch(5, 200, WalScene.parent(5, 200));
        EpochRecord later = WalScene.epoch(5, 200, WalScene.parent(9, 200));
        EpochRecord beforeIt = WalScene.epoch(5, 50, WalScene.parent(1, 50));
        EpochRecord otherTimeline =
                WalScene.epoch(
                        5,
                        TWO,
                        190,
                        new EpochRecord.Parent(WalScene.id(1), TWO, new Lsn(190)),
                        EpochRecord.Reason.CONTINUE);

        for (EpochRecord broken : List.of(circle, later, beforeIt, otherTimeline)) {
            HoldfastException e =
                    assertThrows(
                            HoldfastException.class,
                            () -> Branch.newest(tree(FIRST, broken), EpochRecord::start));
            assertEquals("epoch-tree-broken", e.code());
        }
    }

    @Test
    void epochsAreFoundWhereTheListingLags() {
        MemoryObjectStore store = new MemoryObjectStore();
        ClusterRepository writer = Clusters.in(store, "r", 1);
        for (EpochRecord epoch : List.of(FIRST, SECOND, FORK, FOLLOWS)) {
            WalScene.put(writer, epoch);
        }
        byte[] other = {1};
        writer.store().putIfAbsent("epochs/later-idea", other, 1);
        writer.store().putIfAbsent("epochs/12345678901", other, 1);

        for (int visible = 0; visible <= 4; visible++) {
            String last = "epochs/0000000" + visible;
            ClusterRepository reader =
                    Clusters.in(
                            new HidingStore(
                                    store,
                                    name ->
                                            name.contains("/epochs/0")
                                                    && name.compareTo("clusters/orders/" + last)
                                                            > 0),
                            "r",
                            1);

            assertEquals(tree(FIRST, SECOND, FORK, FOLLOWS), new Epochs(reader).all());
        }
    }

    @Test
    void anEpochThatIsPutTwiceIsTheSameAndAnotherWritersIsNot() {
        Epochs epochs = new Epochs(Clusters.in(new MemoryObjectStore(), "r", 1));

        assertEquals(new Placed.Created(), epochs.put(FIRST));
        assertEquals(new Placed.Same(), epochs.put(FIRST));
        assertEquals(Placed.Other.class, epochs.put(WalScene.epoch(1, 101, null)).getClass());
    }
}
