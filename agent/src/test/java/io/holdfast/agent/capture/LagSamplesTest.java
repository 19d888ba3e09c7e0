package io.holdfast.agent.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LagSamplesTest {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private static final Lsn LSN = new Lsn(100);

    private final LagSamples samples = new LagSamples();

    private void sample(long seconds, long lsn) {
        samples.add(new LagSamples.Sample(nanos(seconds), Instant.EPOCH, new Lsn(lsn)));
    }

    private static long nanos(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private LagSamples.Lag lag(long frontier, long seconds) {
        return samples.lag(new Lsn(frontier), nanos(seconds), FRESH);
    }

    @Test
    @DisplayName("T33: an idle database has no lag, however old its last write is")
    void idleDatabaseHasNoLag() {
        sample(0, 100);
        sample(3_600, 100);

        assertEquals(new LagSamples.Lag(Optional.of(Duration.ZERO), 0, true), lag(100, 3_601));
    }

    @Test
    void lagIsTheAgeOfTheNewestSampleThatIsHeld() {
        sample(1, 100);
        sample(2, 200);
        sample(3, 300);

        assertEquals(
                new LagSamples.Lag(Optional.of(Duration.ofSeconds(2)), 150, true), lag(150, 3));
    }

    @Test
    @DisplayName("T34: a clock that was wrong, or is set back, changes no lag")
    void lagIsMeasuredOnOneClock() {
        samples.add(new LagSamples.Sample(nanos(1), Instant.parse("2199-01-01T00:00:00Z"), LSN));
        samples.add(
                new LagSamples.Sample(
                        nanos(2), Instant.parse("1999-01-01T00:00:00Z"), LSN.plus(100)));

        assertEquals(
                new LagSamples.Lag(Optional.of(Duration.ofSeconds(2)), 100, true),
                lag(LSN.value(), 3));
    }

    @Test
    @DisplayName("T33: without a fresh look at the database the lag is a lower bound")
    void staleSampleMakesTheLagUnknown() {
        sample(1, 100);

        LagSamples.Lag lag = lag(100, 60);

        assertFalse(lag.isKnown());
        assertEquals(Optional.of(Duration.ofSeconds(59)), lag.time());
    }

    @Test
    void nothingIsKnownOfARepositoryBehindAllSamples() {
        sample(1, 100);

        assertEquals(Optional.empty(), lag(50, 1).time());
    }

    @Test
    void thinningOutKeepsTheOldestTruthUsable() {
        for (int i = 0; i < 100_000; i++) {
            sample(i, i);
        }

        Duration lag = lag(100_000 - 1, 100_000).time().orElseThrow();
        assertEquals(Duration.ZERO, lag);
        LagSamples.Sample old = samples.newestAtOrBelow(new Lsn(99_000)).orElseThrow();
        assertTrue(old.lsn().value() > 90_000, old::toString);
    }
}
