package io.holdfast.repository.wal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.store.memory.MemoryObjectStore;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.testing.Damage;
import org.junit.jupiter.api.Test;

class RecordedGapsTest {
    private static final EpochId EPOCH = WalScene.id(2);
    private static final Lsn START = new Lsn(1_100);
    private static final Lsn END = new Lsn(1_200);

    @Test
    void aGapIsKnownByItsNameAndMayBeginBeforeWhatIsHeld() {
        ClusterRepository repository = Clusters.in(new MemoryObjectStore(), "r", 1);
        String name = WalNames.gap(EPOCH, START, END);
        GapRecord record = new GapRecord(START, END, WalScene.ONE, "lost", Clusters.NOW);
        repository.putRecord(ContainerKind.GAP, name, record);
        Damage.flip(repository.store(), name, 0);

        RecordedGaps gaps = RecordedGaps.before(repository, EPOCH);

        assertTrue(gaps.cover(START, END));
        assertTrue(gaps.cover(new Lsn(1_150), END));
        assertFalse(gaps.cover(new Lsn(1_090), END));
        assertFalse(gaps.cover(START, new Lsn(1_190)));
        assertFalse(gaps.cover(END, END));
        assertFalse(RecordedGaps.before(repository, WalScene.id(3)).cover(START, END));
    }
}
