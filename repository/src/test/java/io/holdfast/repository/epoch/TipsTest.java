package io.holdfast.repository.epoch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.epoch.EpochRecord.Parent;
import io.holdfast.repository.epoch.EpochRecord.Reason;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.wal.WalScene;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TipsTest {
    private static final TimelineId TWO = new TimelineId(2);
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(2, 2);
    private static final EpochRecord FIRST = epoch(1, 1, "db1", 100, null, List.of());

    private static EpochRecord epoch(
            int number,
            int tag,
            String instance,
            long start,
            @Nullable Parent parent,
            List<EpochId> closes) {
        return epoch(number, tag, instance, WalScene.ONE, start, parent, closes, List.of(A));
    }

    private static EpochRecord epoch(
            int number,
            int tag,
            String instance,
            TimelineId timeline,
            long start,
            @Nullable Parent parent,
            List<EpochId> closes,
            List<UUID> takenIn) {
        return epoch(
                number,
                tag,
                instance,
                timeline,
                start,
                parent,
                closes,
                List.of(A, B),
                takenIn,
                true);
    }

    private static EpochRecord epoch(
            int number,
            int tag,
            String instance,
            TimelineId timeline,
            long start,
            @Nullable Parent parent,
            List<EpochId> closes,
            List<UUID> repositories,
            List<UUID> takenIn,
            boolean acknowledges) {
        UUID writer = new UUID((long) tag << Integer.SIZE, number);
        return new EpochRecord(
                EpochId.of(number, writer),
                writer,
                instance,
                Clusters.ID.value(),
                WalScene.SYSTEM,
                18,
                1 << 20,
                timeline,
                new Lsn(start),
                parent,
                parent == null ? Reason.FIRST : Reason.CONTINUE,
                Clusters.NOW.plusSeconds(tag),
                closes,
                repositories,
                takenIn,
                "any",
                acknowledges);
    }

    private static Parent after(EpochRecord epoch, long end) {
        return new Parent(epoch.epoch(), epoch.timeline(), new Lsn(end));
    }

    private static NavigableMap<EpochId, EpochRecord> tree(EpochRecord... epochs) {
        NavigableMap<EpochId, EpochRecord> tree = new TreeMap<>();
        for (EpochRecord epoch : epochs) {
            tree.put(epoch.epoch(), epoch);
        }
        return tree;
    }

    private static EpochRecord newest(
            NavigableMap<EpochId, EpochRecord> tree, Map<EpochRecord, Long> frontiers) {
        return Tips.newest(
                        tree,
                        epoch -> new Lsn(frontiers.getOrDefault(epoch, epoch.start().value())))
                .orElseThrow();
    }

    @Test
    void anEpochThatIsContinuedOrClosedIsNoTip() {
        EpochRecord one = epoch(2, 1, "db1", 200, after(FIRST, 200), List.of());
        EpochRecord other = epoch(2, 2, "db1", 200, after(FIRST, 200), List.of());
        EpochRecord next = epoch(3, 1, "db1", 300, after(one, 300), List.of(other.epoch()));

        assertEquals(List.of(one, other), Tips.open(tree(FIRST, one, other)));
        assertEquals(List.of(next), Tips.open(tree(FIRST, one, other, next)));
        assertEquals(List.of(next), Tips.open(tree(one, next)));
    }

    @Test
    @DisplayName("T21: what was closed and may be acknowledged nevertheless is still a tip")
    void whoMayGoOnStaysOpen() {
        EpochRecord other = epoch(2, 2, "db1", 200, after(FIRST, 200), List.of());
        EpochRecord empty = closing(other, List.of(A), false);

        assertEquals(List.of(other, empty), Tips.open(tree(FIRST, other, empty)));
        assertEquals(other, newest(tree(FIRST, other, empty), Map.of(FIRST, 200L, other, 500L)));

        EpochRecord everywhere = closing(other, List.of(A, B), false);
        EpochRecord fenced = closing(other, List.of(A), true);
        assertEquals(List.of(everywhere), Tips.open(tree(FIRST, other, everywhere)));
        assertEquals(List.of(fenced), Tips.open(tree(FIRST, other, fenced)));
    }

    private static EpochRecord closing(
            EpochRecord other, List<UUID> takenIn, boolean acknowledges) {
        return epoch(
                3,
                1,
                "db2",
                WalScene.ONE,
                200,
                after(FIRST, 200),
                List.of(other.epoch()),
                List.of(A, B),
                takenIn,
                acknowledges);
    }

    @Test
    void aClaimToHaveClosedWhatCameLaterIsPassedOver() {
        EpochRecord later = epoch(3, 1, "db1", 200, after(FIRST, 200), List.of());
        EpochRecord liar = epoch(2, 1, "db1", 200, after(FIRST, 200), List.of(later.epoch()));

        assertEquals(List.of(liar, later), Tips.open(tree(FIRST, liar, later)));
    }

    @Test
    void ofTwoOnOneTimelineTheOneThatReachesFurthestIsTheNewest() {
        EpochRecord one = epoch(2, 1, "db1", 200, after(FIRST, 200), List.of());
        EpochRecord other = epoch(2, 2, "db1", 150, after(FIRST, 150), List.of());

        assertEquals(one, newest(tree(FIRST, one, other), Map.of(one, 500L, other, 400L)));
        assertEquals(other, newest(tree(FIRST, one, other), Map.of(one, 500L, other, 600L)));
        assertEquals(other, newest(tree(FIRST, one, other), Map.of(one, 500L, other, 500L)));
    }

    @Test
    void theGreatestNumberTellsTheTimeline() {
        EpochRecord old = epoch(2, 1, "db1", 200, after(FIRST, 200), List.of());
        EpochRecord promoted =
                epoch(3, 2, "db2", TWO, 150, after(FIRST, 150), List.of(), List.of(A));

        assertEquals(
                promoted,
                newest(tree(FIRST, old, promoted), Map.of(FIRST, 200L, old, 900L, promoted, 160L)));
    }

    @Test
    void whatALostRaceLeftIsPassedOver() {
        EpochRecord written = epoch(2, 1, "db1", 200, after(FIRST, 200), List.of());
        EpochRecord empty = epoch(2, 2, "db2", TWO, 200, after(FIRST, 200), List.of(), List.of(B));
        EpochRecord emptyToo =
                epoch(3, 2, "db2", TWO, 200, after(empty, 200), List.of(), List.of(B));

        NavigableMap<EpochId, EpochRecord> tree = tree(FIRST, written, empty, emptyToo);

        assertEquals(written, newest(tree, Map.of(FIRST, 200L, written, 300L)));
    }

    @Test
    void anEpochThatGoesOnBehindItsContinuationIsNotCutShort() {
        EpochRecord short1 = epoch(2, 2, "db2", 150, after(FIRST, 150), List.of());

        assertEquals(FIRST, newest(tree(FIRST, short1), Map.of(FIRST, 300L)));
        assertEquals(short1, newest(tree(FIRST, short1), Map.of(FIRST, 300L, short1, 310L)));
    }

    @Test
    @DisplayName("T21: an epoch goes on behind two that could not be acknowledged")
    void anEpochThatGoesOnIsFoundBehindThoseThatHadOneRepositoryOnly() {
        EpochRecord alone = unacknowledged(2, after(FIRST, 150));
        EpochRecord again = unacknowledged(3, after(alone, 150));

        assertEquals(FIRST, newest(tree(FIRST, alone, again), Map.of(FIRST, 300L)));
        assertEquals(again, newest(tree(FIRST, alone, again), Map.of(FIRST, 300L, again, 310L)));
    }

    private static EpochRecord unacknowledged(int number, Parent parent) {
        return epoch(
                number,
                2,
                "db2",
                WalScene.ONE,
                150,
                parent,
                List.of(),
                List.of(A),
                List.of(A),
                false);
    }

    @Test
    void whoeverReachedAllRepositoriesKnewWhereTheEpochEnded() {
        EpochRecord all =
                epoch(2, 2, "db2", WalScene.ONE, 150, after(FIRST, 150), List.of(), List.of(A, B));

        assertEquals(all, newest(tree(FIRST, all), Map.of(FIRST, 300L)));
    }

    @Test
    void anEpochFromElsewhereStandsBesideTheOneThatClaimsItsNumber() {
        ClusterRepository repository = Clusters.in(new MemoryObjectStore(), "r", 1);
        Epochs epochs = new Epochs(repository);
        EpochRecord claimed = epoch(1, 7, "db1", 100, null, List.of());
        EpochRecord free = epoch(2, 0x1a2b3c4d, "db2", 100, null, List.of());

        epochs.put(claimed);
        assertEquals(new Placed.Created(), epochs.bring(FIRST));
        assertEquals(new Placed.Same(), epochs.bring(FIRST));
        assertEquals(new Placed.Same(), epochs.bring(claimed));
        assertEquals(new Placed.Created(), epochs.bring(free));

        assertEquals(tree(FIRST, claimed, free), epochs.all());
        assertEquals(true, repository.store().size("epochs/00000001-00000001").isPresent());
        assertEquals(true, repository.store().size("epochs/00000002").isPresent());
    }
}
