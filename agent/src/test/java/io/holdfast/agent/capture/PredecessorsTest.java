package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.EpochRecord.Parent;
import io.holdfast.repository.epoch.EpochRecord.Reason;
import io.holdfast.repository.wal.WalScene;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PredecessorsTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);

    private static EpochRecord epoch(
            int number,
            String instance,
            @Nullable EpochRecord parent,
            String durability,
            boolean acknowledges,
            UUID... repositories) {
        UUID writer = new UUID((long) instance.hashCode() << Integer.SIZE, number);
        return new EpochRecord(
                EpochId.of(number, writer),
                writer,
                instance,
                "bank",
                WalScene.SYSTEM,
                18,
                1 << 20,
                WalScene.ONE,
                new Lsn(100),
                parent == null ? null : new Parent(parent.epoch(), WalScene.ONE, new Lsn(100)),
                parent == null ? Reason.FIRST : Reason.CONTINUE,
                Instant.EPOCH,
                List.of(),
                List.of(repositories),
                List.of(repositories),
                durability,
                acknowledges);
    }

    private static Predecessors of(EpochRecord... epochs) {
        NavigableMap<EpochId, EpochRecord> all = new TreeMap<>();
        for (EpochRecord epoch : epochs) {
            all.put(epoch.epoch(), epoch);
        }
        return Predecessors.of(all);
    }

    @Test
    @DisplayName("T29: an older writer is fenced by its own durability in its own repositories")
    void anOlderWriterIsFencedByItsOwnRule() {
        Predecessors two = of(epoch(1, "db1", null, "2", true, A, B, C));
        Predecessors any = of(epoch(1, "db1", null, "any", true, A, B));
        Predecessors all = of(epoch(1, "db1", null, "all", true, A, B));

        assertTrue(two.areFenced(Set.of(A, B)));
        assertFalse(two.areFenced(Set.of(A)));
        assertFalse(any.areFenced(Set.of(A, C)));
        assertTrue(any.areFenced(Set.of(A, B)));
        assertFalse(all.areFenced(Set.of(B, C)));
    }

    @Test
    @DisplayName(
            "T29: who was not fenced when it was continued must be fenced by whoever comes next")
    void whoWasNotFencedIsNotForgotten() {
        EpochRecord old = epoch(1, "db1", null, "any", true, A, B);
        EpochRecord unsure = epoch(2, "db2", old, "any", false, B);
        EpochRecord sure = epoch(3, "db2", unsure, "any", true, A, B);

        Predecessors next = of(old, unsure).without("db2", true);

        assertEquals(Set.of(old.epoch()), next.all().keySet());
        assertFalse(next.areFenced(Set.of(B)));
        assertEquals(Set.of(), of(old, unsure, sure).without("db2", true).all().keySet());
    }

    @Test
    void onlyTheSlotsOwnPredecessorNeedsNoFence() {
        EpochRecord own = epoch(1, "db1", null, "any", true, A);
        EpochRecord other = epoch(1, "db2", null, "any", true, B);

        assertEquals(Set.of(other.epoch()), of(own, other).without("db1", true).all().keySet());
        assertEquals(2, of(own, other).without("db1", false).all().size());
        assertEquals(Set.of(A, B), of(own, other).repositories());
    }
}
