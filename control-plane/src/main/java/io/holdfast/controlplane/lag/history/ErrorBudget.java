package io.holdfast.controlplane.lag.history;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How often an objective was missed over some time, in minutes. What was not known to be met was
 * missed.
 *
 * @param minutes all of them
 * @param exceeded in which the lag was greater than the objective
 * @param unknown in which it was not always known
 * @param missing of which no agent told
 */
public record ErrorBudget(long minutes, long exceeded, long unknown, long missing) {
    /** What a minute was. */
    private enum Verdict {
        MET,
        EXCEEDED,
        UNKNOWN
    }

    /**
     * Judges the whole minutes of a time.
     *
     * @param told minutes in any order; those outside the time do not count
     * @param counts which repositories would be left by the disaster that the objective is for. A
     *     minute is met if one of them alone met it all the time: the loss at any second is the
     *     smallest lag, so it is never greater than what is judged here
     * @param from a whole minute
     * @param to not in it. An agent tells of a minute some seconds after it, so of the last few
     *     nothing can be said yet: the caller leaves them out
     */
    public static ErrorBudget of(
            List<LagMinute> told,
            Predicate<String> counts,
            Duration objective,
            Instant from,
            Instant to) {
        Map<Instant, LagMinute> byTime = new HashMap<>();
        told.forEach(minute -> byTime.put(minute.minute(), minute));
        long all = Math.max(0, ChronoUnit.MINUTES.between(from, to));
        long exceeded = 0;
        long unknown = 0;
        long missing = 0;
        for (long i = 0; i < all; i++) {
            LagMinute minute = byTime.get(from.plus(i, ChronoUnit.MINUTES));
            if (minute == null) {
                missing++;
                continue;
            }
            switch (verdict(minute, counts, objective)) {
                case MET -> {}
                case EXCEEDED -> exceeded++;
                case UNKNOWN -> unknown++;
            }
        }
        return new ErrorBudget(all, exceeded, unknown, missing);
    }

    // Of several repositories the best verdict is the minute's; "exceeded" needs that none of them
    // may have met it.
    private static Verdict verdict(LagMinute minute, Predicate<String> counts, Duration objective) {
        List<Verdict> verdicts =
                minute.repositories().stream()
                        .filter(figures -> counts.test(figures.repository()))
                        .map(figures -> verdict(figures, objective))
                        .toList();
        if (verdicts.contains(Verdict.MET)) {
            return Verdict.MET;
        }
        return verdicts.isEmpty() || verdicts.contains(Verdict.UNKNOWN)
                ? Verdict.UNKNOWN
                : Verdict.EXCEEDED;
    }

    private static Verdict verdict(RepositoryFigures figures, Duration objective) {
        boolean isExceeded =
                figures.figures().filter(f -> f.max().compareTo(objective) > 0).isPresent();
        if (isExceeded) {
            return Verdict.EXCEEDED;
        }
        boolean isKnown = figures.samples() > 0 && figures.known() == figures.samples();
        return isKnown ? Verdict.MET : Verdict.UNKNOWN;
    }

    /** The minutes in which the objective was not known to be met. */
    public long missed() {
        return exceeded + unknown + missing;
    }

    /** The share of them, from 0 to 1; 0 of no time at all. */
    public double missedShare() {
        return minutes == 0 ? 0 : (double) missed() / minutes;
    }
}
