package io.holdfast.agent.capture;

import io.holdfast.agent.replication.WalEvent;
import io.holdfast.agent.replication.WalStream;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The stream of one epoch, from the first new byte on: takes WAL from the server, cuts it at the
 * flush interval, and hands it to the lanes. One thread; ends with the timeline, the server, the
 * agent, or a failure.
 */
final class CaptureSession {
    private static final Duration IDLE_POLL = Duration.ofMillis(200);

    /** How long repositories are given to take what was received when a session ends. */
    static final Duration LANE_DEADLINE = Duration.ofSeconds(20);

    private final WalStream stream;
    private final WalCutter cutter;
    private final SessionRoom room;
    private final Acknowledger acknowledger;
    private final Duration flushInterval;
    private final LongSupplier nanos;
    private final BooleanSupplier isStopping;
    private final BooleanSupplier isServerStopping;
    private final Supplier<Optional<HoldfastException>> refusal;
    private long flushAt = Long.MAX_VALUE;

    /**
     * @param isServerStopping then everything is flushed at once
     * @param refusal why the server must not be kept waiting any more; ends the session
     */
    CaptureSession(
            WalStream stream,
            WalCutter cutter,
            SessionRoom room,
            Acknowledger acknowledger,
            CaptureSettings settings,
            LongSupplier nanos,
            BooleanSupplier isStopping,
            BooleanSupplier isServerStopping,
            Supplier<Optional<HoldfastException>> refusal) {
        this.stream = stream;
        this.cutter = cutter;
        this.room = room;
        this.acknowledger = acknowledger;
        this.flushInterval = settings.config().flushInterval();
        this.nanos = nanos;
        this.isStopping = isStopping;
        this.isServerStopping = isServerStopping;
        this.refusal = refusal;
    }

    SessionEnd run() throws InterruptedException {
        while (!isStopping.getAsBoolean()) {
            checkLanes();
            checkRefusal();
            if (room.isOutdated()) {
                cutter.flush();
                return new SessionEnd.Outdated();
            }
            Optional<SessionEnd> end = take(next());
            if (end.isPresent()) {
                cutter.flush();
                return end.get();
            }
            flushIfDue();
        }
        cutter.flush();
        return new SessionEnd.Stopped();
    }

    /** What a server sent before it died may be all that is left of it: it is put first. */
    private Optional<WalEvent> next() throws InterruptedException {
        try {
            return stream.poll(timeToFlush());
        } catch (HoldfastException e) {
            cutter.flush();
            room.close(LANE_DEADLINE);
            throw e;
        }
    }

    private Optional<SessionEnd> take(Optional<WalEvent> event) throws InterruptedException {
        return switch (event.orElse(null)) {
            case null -> Optional.empty();
            case WalEvent.Data data -> {
                accept(PendingWal.of(data));
                yield Optional.empty();
            }
            case WalEvent.Keepalive keepalive -> {
                if (keepalive.replyRequested()) {
                    cutter.flush();
                    flushAt = Long.MAX_VALUE;
                    acknowledger.sendNow();
                }
                yield Optional.empty();
            }
            case WalEvent.EndOfTimeline end ->
                    Optional.of(new SessionEnd.TimelineEnded(end.next(), end.switchpoint()));
            case WalEvent.ServerClosed closed -> Optional.of(new SessionEnd.ServerClosed());
        };
    }

    /** Takes WAL over that follows what was taken last. */
    void accept(PendingWal wal) throws InterruptedException {
        cutter.append(wal.start(), wal.bytes(), wal.offset(), wal.length());
        if (cutter.hasUncut() && flushAt == Long.MAX_VALUE) {
            flushAt = nanos.getAsLong() + flushInterval.toNanos();
        }
    }

    private Duration timeToFlush() {
        if (flushAt == Long.MAX_VALUE) {
            return IDLE_POLL;
        }
        long left = Math.max(1, flushAt - nanos.getAsLong());
        return Duration.ofNanos(Math.min(left, IDLE_POLL.toNanos()));
    }

    private void flushIfDue() throws InterruptedException {
        boolean isDue = flushAt != Long.MAX_VALUE && nanos.getAsLong() - flushAt >= 0;
        if (isDue || (isServerStopping.getAsBoolean() && cutter.hasUncut())) {
            cutter.flush();
            flushAt = Long.MAX_VALUE;
        }
        if (!cutter.hasUncut()) {
            flushAt = Long.MAX_VALUE;
        }
    }

    private void checkRefusal() throws InterruptedException {
        Optional<HoldfastException> refused = refusal.get();
        if (refused.isPresent()) {
            cutter.flush();
            throw refused.get();
        }
    }

    private void checkLanes() {
        for (RepositoryLane lane : room.lanes()) {
            if (lane.progress().isFenced()) {
                throw new HoldfastException(
                        ErrorCategory.REPOSITORY,
                        Capture.FENCED,
                        "another writer has taken over from this one in repository " + lane.name(),
                        "Find out which instance captures now; 'holdfast wal' shows it.");
            }
        }
    }
}
