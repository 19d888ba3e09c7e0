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

        assertEquals(new LagSamples.Lag(Optional.empty(), 50, false), lag(50, 1));
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

    @Test
    void aRestartedAgentGoesOnFromWhatIsStored() {
        samples.remember(new LagSamples.Sample(nanos(-3_600), Instant.EPOCH, new Lsn(80)));
        samples.remember(new LagSamples.Sample(nanos(-60), Instant.EPOCH, new Lsn(90)));

        assertEquals(new LagSamples.Lag(Optional.of(Duration.ofHours(1)), 0, false), lag(85, 0));
        sample(0, 100);
        assertEquals(new LagSamples.Lag(Optional.of(Duration.ofHours(1)), 15, true), lag(85, 0));
        assertEquals(new LagSamples.Lag(Optional.of(Duration.ofMinutes(1)), 5, true), lag(95, 0));
        assertEquals(new LagSamples.Lag(Optional.of(Duration.ZERO), 0, true), lag(100, 0));
        assertEquals(Optional.empty(), lag(70, 0).time());
    }

    @Test
    void whatIsStoredIsNotTakenForALookAtTheDatabase() {
        samples.remember(new LagSamples.Sample(nanos(0), Instant.EPOCH, new Lsn(80)));

        assertEquals(Optional.empty(), samples.newest());
        assertFalse(lag(80, 1).isKnown());
    }
}
