package io.holdfast.cli.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** The phases under way, painted at the painter's own pace. */
final class LiveProgress implements Progress {
    private final Painter painter;
    private final LongSupplier nanos;
    private final List<RunningPhase> phases = new ArrayList<>();
    private String status = "";
    private boolean closed;

    LiveProgress(Painter painter, LongSupplier nanos) {
        this.painter = painter;
        this.nanos = nanos;
    }

    LiveProgress start() {
        Thread.ofPlatform().daemon().name("progress").start(this::paintUntilClosed);
        return this;
    }

    private synchronized void paintUntilClosed() {
        try {
            while (!closed) {
                wait(painter.every().toMillis());
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Phase begin(String name, long totalBytes) {
        return begin(name, OptionalLong.of(totalBytes));
    }

    @Override
    public Phase begin(String name) {
        return begin(name, OptionalLong.empty());
    }

    private synchronized Phase begin(String name, OptionalLong total) {
        RunningPhase phase = new RunningPhase(name, total, this, nanos.getAsLong());
        phases.add(phase);
        return phase;
    }

    /** Ends a phase; what has ended already stays as it is. */
    synchronized void end(RunningPhase phase, boolean succeeded) {
        if (phases.remove(phase) && succeeded && !closed) {
            painter.keep(phase.view(nanos.getAsLong()).summary());
        }
    }

    @Override
    public synchronized void status(String line) {
        status = line;
    }

    @Override
    public synchronized void note(String line) {
        if (!closed) {
            painter.keep(line);
        }
    }

    synchronized void tick() {
        if (!closed) {
            long now = nanos.getAsLong();
            painter.paint(phases.stream().map(phase -> phase.view(now)).toList(), status);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            notifyAll();
            painter.close();
        }
    }
}
