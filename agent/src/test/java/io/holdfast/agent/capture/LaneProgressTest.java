package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LaneProgressTest {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final List<CaptureEvent> events = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final LaneProgress progress = new LaneProgress("one", this::note, () -> {}, nanos::get);

    private void note(CaptureEvent event) {
        events.add(event);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    @DisplayName("T33: a repository is not stalled because the database was idle")
    void idleTimeIsNoStall() {
        progress.reached(new Lsn(100));
        progress.live();
        pass(Duration.ofHours(1));

        assertEquals(Duration.ZERO, progress.stalledBehind(new Lsn(200)));

        pass(Duration.ofSeconds(3));
        assertEquals(Duration.ofSeconds(3), progress.stalledBehind(new Lsn(200)));
        progress.reached(new Lsn(150));
        assertEquals(Duration.ZERO, progress.stalledBehind(new Lsn(200)));
    }

    @Test
    @DisplayName("T82: to be reached again without taking anything is no progress")
    void reachingTheSamePlaceIsStillAStall() {
        progress.reached(new Lsn(100));
        progress.live();
        Duration atFirst = progress.stalledBehind(new Lsn(200));
        pass(Duration.ofSeconds(9));
        progress.reached(new Lsn(100));

        assertEquals(Duration.ZERO, atFirst);
        assertEquals(Duration.ofSeconds(9), progress.stalledBehind(new Lsn(200)));
    }

    @Test
    void whatWasFailingIsSaidToBeWrittenAgainOnce() {
        HoldfastException down =
                new HoldfastException(
                        ErrorCategory.TRANSIENT, "repository-unreachable", "it is down", "Wait.");
        progress.reached(new Lsn(100));
        progress.failed(down);
        progress.failed(down);
        progress.reached(new Lsn(100));
        progress.reached(new Lsn(200));
        progress.reached(new Lsn(300));

        assertEquals(
                List.of(
                        new CaptureEvent.LaneFailed("one", down),
                        new CaptureEvent.LaneRecovered("one")),
                events);
    }

    @Test
    void suspendedCountsAgainOnlyWhenItTakesSomethingOrLacksNothing() {
        progress.reached(new Lsn(100));
        progress.live();
        progress.suspend();

        progress.reached(new Lsn(100));
        progress.live();
        progress.caughtUp(new Lsn(200));
        assertEquals(LaneState.SUSPENDED, progress.state());

        progress.caughtUp(new Lsn(100));
        assertEquals(LaneState.COUNTED, progress.state());

        progress.suspend();
        progress.reached(new Lsn(101));
        assertEquals(LaneState.COUNTED, progress.state());
    }

    @Test
    @DisplayName("T21: a repository that is still joining is waited for, but not for ever")
    void joiningIsAwaitedForAWhile() {
        assertTrue(progress.isAwaited(GRACE));

        pass(GRACE);
        assertFalse(progress.isAwaited(GRACE));

        progress.live();
        assertTrue(progress.isAwaited(GRACE));
    }
}
