package io.holdfast.cli.progress;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/** What is known of a phase while it runs; its work adds to it, the painter reads it. */
final class RunningPhase implements Progress.Phase {
    private static final long UNKNOWN = -1;

    private final String name;
    private final LiveProgress progress;
    private final LongAdder done = new LongAdder();
    private final long begun;
    private final RateMeter meter;
    private volatile long total;

    RunningPhase(String name, OptionalLong total, LiveProgress progress, long nanos) {
        this.name = name;
        this.progress = progress;
        this.total = total.orElse(UNKNOWN);
        this.begun = nanos;
        this.meter = new RateMeter(nanos);
    }

    @Override
    public void advance(long bytes) {
        done.add(bytes);
    }

    @Override
    public void total(long bytes) {
        total = bytes;
    }

    @Override
    public void done() {
        progress.end(this, true);
    }

    @Override
    public void close() {
        progress.end(this, false);
    }

    /** Called by the painter alone. */
    PhaseView view(long nanos) {
        long bytes = done.sum();
        long whole = total;
        return new PhaseView(
                name,
                bytes,
                whole == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(whole),
                meter.rate(nanos, bytes),
                Duration.ofNanos(nanos - begun));
    }
}
