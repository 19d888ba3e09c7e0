package io.holdfast.controlplane.lag.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorBudgetTest {
    private static final Instant FROM = Instant.parse("2026-02-01T00:00:00Z");
    private static final Duration OBJECTIVE = Duration.ofSeconds(10);

    @Test
    void whatIsNotKnownToBeMetIsMissed() {
        List<LagMinute> told =
                List.of(
                        minute(0, figures("a", 60, 60, 10_000)),
                        minute(1, figures("a", 60, 60, 10_001)),
                        minute(2, figures("a", 60, 0, 0)),
                        minute(3, figures("a", 60, 59, 1)),
                        minute(4, figures("a", 60, 1, 10_001)),
                        minute(5),
                        minute(6, figures("a", 0, 0, 0)),
                        // outside
                        minute(8, figures("a", 60, 60, 99_999)),
                        minute(-1, figures("a", 60, 60, 99_999)));

        ErrorBudget budget = budget(told, 8);

        assertEquals(new ErrorBudget(8, 2, 4, 1), budget);
        assertEquals(7, budget.missed());
        assertEquals(7 / 8.0, budget.missedShare());
    }

    @Test
    void oneRepositoryThatMetTheObjectiveIsEnoughIfTheDisasterLeavesIt() {
        List<LagMinute> told =
                List.of(
                        minute(0, figures("a", 60, 60, 99_999), figures("b", 60, 60, 1)),
                        minute(1, figures("a", 60, 60, 1), figures("b", 60, 60, 99_999)),
                        minute(2, figures("a", 60, 0, 0), figures("b", 60, 60, 99_999)));

        assertEquals(new ErrorBudget(3, 0, 1, 0), budget(told, 3));
        assertEquals(
                new ErrorBudget(3, 1, 1, 0),
                ErrorBudget.of(told, "a"::equals, OBJECTIVE, FROM, at(3)));
        assertEquals(
                new ErrorBudget(3, 0, 3, 0),
                ErrorBudget.of(told, name -> false, OBJECTIVE, FROM, at(3)));
    }

    @Test
    void ofNoTimeNothingIsMissed() {
        assertEquals(0, budget(List.of(), 0).missedShare());
        assertEquals(1, budget(List.of(), 5).missedShare());
    }

    private static ErrorBudget budget(List<LagMinute> told, int minutes) {
        return ErrorBudget.of(told, name -> true, OBJECTIVE, FROM, at(minutes));
    }

    private static LagMinute minute(int minute, RepositoryFigures... figures) {
        return new LagMinute(at(minute), List.of(figures));
    }

    private static Instant at(int minute) {
        return FROM.plus(Duration.ofMinutes(minute));
    }

    private static RepositoryFigures figures(String name, int samples, int known, long maxMillis) {
        Duration max = Duration.ofMillis(maxMillis);
        return new RepositoryFigures(
                name,
                samples,
                known,
                known == 0
                        ? Optional.empty()
                        : Optional.of(new LagFigures(Duration.ZERO, max, max)));
    }
}
