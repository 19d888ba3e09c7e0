package io.holdfast.cli.progress;

import java.util.ArrayDeque;
import java.util.Deque;

/** The rate over the last ten seconds, so that it neither flickers nor remembers a slow start. */
final class RateMeter {
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private record Sample(long nanos, long bytes) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    RateMeter(long nanos) {
        samples.add(new Sample(nanos, 0));
    }

    /** Takes a sample and returns bytes per second. */
    double rate(long nanos, long bytes) {
        samples.addLast(new Sample(nanos, bytes));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
        Sample oldest = samples.getFirst();
        long elapsed = nanos - oldest.nanos();
        return elapsed <= 0 ? 0 : (bytes - oldest.bytes()) * 1e9 / elapsed;
    }
}
