package io.holdfast.agent.capture;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How long the room that is left to a slot lasts, if what it retains grows as it did in the last
 * minute. Not for several threads.
 */
final class SlotOutlook {
    private static final Duration SPAN = Duration.ofMinutes(1);

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long nanos, long retainedBytes) {}

    /**
     * @param nanos monotonic
     */
    void add(long nanos, long retainedBytes) {
        while (!looks.isEmpty() && nanos - looks.getFirst().nanos() > SPAN.toNanos()) {
            looks.removeFirst();
        }
        looks.addLast(new Look(nanos, retainedBytes));
    }

    /** Empty if the slot does not come closer to the limit, or was seen only once. */
    Optional<Duration> until(long roomBytes) {
        Look first = looks.getFirst();
        Look last = looks.getLast();
        long grown = last.retainedBytes() - first.retainedBytes();
        if (grown <= 0) {
            return Optional.empty();
        }
        double nanosPerByte = (double) (last.nanos() - first.nanos()) / grown;
        return Optional.of(Duration.ofNanos((long) (nanosPerByte * Math.max(0, roomBytes))));
    }
}
