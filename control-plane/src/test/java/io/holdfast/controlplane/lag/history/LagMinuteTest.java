package io.holdfast.controlplane.lag.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LagMinuteTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    @Test
    void aMinuteIsWholeAndNamesARepositoryOnce() {
        malformed(() -> new LagMinute(NOON.plusSeconds(1), List.of()));
        malformed(() -> new LagMinute(NOON, List.of(unknown("a", 60), unknown("a", 60))));
        malformed(() -> unknown("", 60));
    }

    @Test
    void thereAreFiguresExactlyWhereALagWasKnown() {
        var some = Optional.of(figures(1, 2, 3));

        malformed(() -> new RepositoryFigures("a", 60, 1, Optional.empty()));
        malformed(() -> new RepositoryFigures("a", 60, 0, some));
        malformed(() -> new RepositoryFigures("a", 60, 61, some));
        malformed(() -> new RepositoryFigures("a", 60, -1, Optional.empty()));
    }

    @Test
    void figuresAreInTheirOrder() {
        malformed(() -> figures(2, 1, 3));
        malformed(() -> figures(1, 3, 2));
        malformed(() -> figures(-1, 3, 3));
        malformed(() -> figures(0, 0, Long.MAX_VALUE));
    }

    private static RepositoryFigures unknown(String name, int samples) {
        return new RepositoryFigures(name, samples, 0, Optional.empty());
    }

    private static LagFigures figures(long median, long p99, long max) {
        return new LagFigures(
                Duration.ofMillis(median), Duration.ofMillis(p99), Duration.ofMillis(max));
    }

    private static void malformed(Executable making) {
        assertEquals("lag-minute-malformed", assertThrows(HoldfastException.class, making).code());
    }
}
