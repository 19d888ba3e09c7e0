package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the database had written, and when the agent saw it: the ruler on which the lag is read.
 * Durations are taken on the agent's monotonic clock alone. Thread-safe.
 */
final class LagSamples {
    private static final int MAX_SAMPLES = 8_192;

    private final Deque<Sample> samples = new ArrayDeque<>();
    private final NavigableMap<Lsn, Sample> stored = new TreeMap<>();

    /**
     * One look at the database.
     *
     * @param nanos on the agent's monotonic clock
     * @param at the same moment on the agent's wall clock
     * @param lsn what was written and flushed then
     */
    record Sample(long nanos, Instant at, Lsn lsn) {}

    synchronized void add(Sample sample) {
        if (samples.size() == MAX_SAMPLES) {
            thinOut();
        }
        samples.addLast(sample);
    }

    // A repository that stalls for hours needs old samples, at a coarser grain.
    private void thinOut() {
        boolean drop = false;
        for (Iterator<Sample> each = samples.iterator(); each.hasNext(); drop = !drop) {
            each.next();
            if (drop) {
                each.remove();
            }
        }
    }

    /**
     * Adds what an earlier process saw, as a repository keeps it: it stands behind frontiers for
     * which this process has no sample, and is never the newest.
     */
    synchronized void remember(Sample sample) {
        stored.merge(sample.lsn(), sample, (a, b) -> a.nanos() - b.nanos() > 0 ? a : b);
    }

    /** Of this process's own. */
    synchronized Optional<Sample> newest() {
        return Optional.ofNullable(samples.peekLast());
    }

    /** The newest sample whose LSN a repository with this frontier holds. */
    synchronized Optional<Sample> newestAtOrBelow(Lsn frontier) {
        for (Iterator<Sample> each = samples.descendingIterator(); each.hasNext(); ) {
            Sample sample = each.next();
            if (!sample.lsn().isAfter(frontier)) {
                return Optional.of(sample);
            }
        }
        return Optional.ofNullable(stored.floorEntry(frontier)).map(Map.Entry::getValue);
    }

    /** Forgets what no repository will need again: all but the newest sample at or below. */
    synchronized void forgetBelow(Lsn slowestFrontier) {
        while (samples.size() > 1) {
            Sample first = samples.removeFirst();
            if (samples.getFirst().lsn().isAfter(slowestFrontier)) {
                samples.addFirst(first);
                return;
            }
        }
    }

    /**
     * The lag of a repository with this frontier, as architecture.md section 4 defines it.
     *
     * @param freshness how old the newest sample may be for the lag to count as known
     */
    synchronized Lag lag(Lsn frontier, long nowNanos, Duration freshness) {
        Optional<Sample> newest = newest();
        Optional<Sample> reached = newestAtOrBelow(frontier);
        if (newest.isEmpty()) {
            return new Lag(reached.map(sample -> age(sample, nowNanos)), 0, false);
        }
        long bytes = Math.max(0, newest.get().lsn().minus(frontier));
        if (reached.isEmpty()) {
            return new Lag(Optional.empty(), bytes, false);
        }
        boolean isFresh = nowNanos - newest.get().nanos() < freshness.toNanos();
        if (isFresh && bytes == 0) {
            return new Lag(Optional.of(Duration.ZERO), 0, true);
        }
        return new Lag(Optional.of(age(reached.get(), nowNanos)), bytes, isFresh);
    }

    private static Duration age(Sample sample, long nowNanos) {
        return Duration.ofNanos(nowNanos - sample.nanos());
    }

    /**
     * How much would be lost.
     *
     * @param time empty while nothing is known to be held; a lower bound while not known
     * @param bytesBehind at the newest sample
     * @param isKnown whether a fresh sample stands behind it
     */
    record Lag(Optional<Duration> time, long bytesBehind, boolean isKnown) {}
}
