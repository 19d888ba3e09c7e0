package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StartDecisionTest {
    private static final TimelineHistory ONE = TimelineHistory.root(new TimelineId(1));
    private static final TimelineHistory TWO =
            ONE.fork(new TimelineId(2), new Lsn(200), "promoted");
    private static final TimelineHistory THREE =
            TWO.fork(new TimelineId(3), new Lsn(300), "promoted");

    private static EpochRecord parent(int timeline) {
        return new EpochRecord(
                new EpochId(1, 0),
                new UUID(1, 2),
                "db1",
                "bank",
                "7",
                18,
                1 << 20,
                new TimelineId(timeline),
                new Lsn(100),
                null,
                EpochRecord.Reason.FIRST,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                "all",
                true);
    }

    private static StartDecision decide(
            String system, TimelineHistory history, long flushed, int timeline, long frontier) {
        return StartDecision.decide(
                new StartDecision.Server(system, 1 << 20, new Lsn(flushed), history),
                parent(timeline),
                new Lsn(frontier),
                Optional.empty());
    }

    @Test
    void sameTimelineGoesOnUpToWhatTheServerHas() {
        assertEquals(new StartDecision.Continue(), decide("7", ONE, 150, 1, 150));
        assertInstanceOf(StartDecision.Diverged.class, decide("7", ONE, 149, 1, 150));
    }

    @Test
    @DisplayName("T29, T44: a server of another system is foreign")
    void otherSystemIsForeign() {
        assertInstanceOf(StartDecision.Foreign.class, decide("8", ONE, 150, 1, 150));
    }

    @Test
    @DisplayName("T26, T28: an old timeline is finished, then the next one is followed, one by one")
    void promotionsAreFollowedOneByOne() {
        assertEquals(new StartDecision.Continue(), decide("7", THREE, 400, 1, 199));
        assertEquals(new StartDecision.Follow(new TimelineId(2)), decide("7", THREE, 400, 1, 200));
        assertEquals(new StartDecision.Follow(new TimelineId(3)), decide("7", THREE, 400, 2, 300));
    }

    @Test
    @DisplayName("T28: what was written past the fork, or on an unknown timeline, diverges")
    void wrongSideOfAForkDiverges() {
        assertInstanceOf(StartDecision.Diverged.class, decide("7", TWO, 400, 1, 201));
        assertInstanceOf(StartDecision.Diverged.class, decide("7", ONE, 400, 2, 250));
    }

    @Test
    @DisplayName("T27: the same timeline number with another history diverges")
    void otherHistoryOfTheSameNumberDiverges() {
        TimelineHistory other = ONE.fork(new TimelineId(2), new Lsn(180), "promoted");
        StartDecision decision =
                StartDecision.decide(
                        new StartDecision.Server("7", 1 << 20, new Lsn(400), TWO),
                        parent(2),
                        new Lsn(300),
                        Optional.of(other));

        assertInstanceOf(StartDecision.Diverged.class, decision);
    }
}
