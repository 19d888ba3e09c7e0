package io.holdfast.cli.demo;

import io.holdfast.agent.capture.CaptureStatus;
import io.holdfast.cli.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Looks at the lag ten times a second until it is closed, and shows it. */
final class LagWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Supplier<CaptureStatus> status;
    private final IntSupplier transfers;
    private final Progress progress;
    private final Map<String, Looks> looks = new TreeMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** What was seen of one repository. */
    private static final class Looks {
        private final List<Duration> known = new ArrayList<>();
        private int unknown;
    }

    private LagWatch(Supplier<CaptureStatus> status, IntSupplier transfers, Progress progress) {
        this.status = status;
        this.transfers = transfers;
        this.progress = progress;
        this.thread = Thread.ofVirtual().name("lag-watch").unstarted(this::run);
    }

    static LagWatch start(
            Supplier<CaptureStatus> status, IntSupplier transfers, Progress progress) {
        LagWatch watch = new LagWatch(status, transfers, progress);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            do {
                look(status.get().lanes());
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look(List<CaptureStatus.Lane> lanes) {
        lanes.forEach(this::look);
        progress.status(
                String.format(
                        Locale.ROOT,
                        "%,d transfers; behind the database: %s",
                        transfers.getAsInt(),
                        lanes.stream().map(LagWatch::told).collect(Collectors.joining(", "))));
    }

    private void look(CaptureStatus.Lane lane) {
        Looks seen = looks.computeIfAbsent(lane.repository(), name -> new Looks());
        if (lane.isLagKnown() && lane.lag().isPresent()) {
            seen.known.add(lane.lag().get());
        } else {
            seen.unknown++;
        }
    }

    private static String told(CaptureStatus.Lane lane) {
        String lag =
                lane.isLagKnown()
                        ? lane.lag().map(l -> l.toMillis() + " ms").orElse("unknown")
                        : "unknown";
        return lane.repository() + " " + lag;
    }

    /** By repository. */
    synchronized Map<String, LagFigures> figures() {
        Map<String, LagFigures> figures = new TreeMap<>();
        looks.forEach((name, seen) -> figures.put(name, LagFigures.of(seen.known, seen.unknown)));
        return figures;
    }

    /** All repositories together. */
    synchronized LagFigures overall() {
        return LagFigures.of(
                looks.values().stream().flatMap(seen -> seen.known.stream()).toList(),
                looks.values().stream().mapToInt(seen -> seen.unknown).sum());
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        progress.status("");
    }
}
