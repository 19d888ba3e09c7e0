package io.holdfast.agent.capture;

import io.holdfast.agent.replication.WalEvent;
import io.holdfast.agent.replication.WalStream;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
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

    private final WalStream stream;
    private final WalCutter cutter;
    private final SessionRoom room;
    private final Acknowledger acknowledger;
    private final Duration flushInterval;
    private final Duration shutdownDeadline;
    private final LongSupplier nanos;
    private final BooleanSupplier isStopping;
    private final Supplier<Optional<Long>> serverStoppingSince;
    private long flushAt = Long.MAX_VALUE;
    private volatile Lsn received;

    /**
     * @param serverStoppingSince when (monotonic) the server was first seen to shut down
     */
    CaptureSession(
            WalStream stream,
            WalCutter cutter,
            SessionRoom room,
            Acknowledger acknowledger,
            CaptureSettings settings,
            LongSupplier nanos,
            BooleanSupplier isStopping,
            Supplier<Optional<Long>> serverStoppingSince) {
        this.stream = stream;
        this.cutter = cutter;
        this.room = room;
        this.acknowledger = acknowledger;
        this.flushInterval = settings.config().flushInterval();
        this.shutdownDeadline = settings.shutdownDeadline();
        this.nanos = nanos;
        this.isStopping = isStopping;
        this.serverStoppingSince = serverStoppingSince;
        this.received = cutter.position();
    }

    /** Up to where WAL was received. */
    Lsn received() {
        return received;
    }

    SessionEnd run() throws InterruptedException {
        while (!isStopping.getAsBoolean()) {
            checkLanes();
            Optional<SessionEnd> end = take(stream.poll(timeToFlush()));
            if (end.isPresent()) {
                cutter.flush();
                return end.get();
            }
            flushIfDue();
            if (serverWaitedTooLong()) {
                return new SessionEnd.ServerClosed();
            }
        }
        cutter.flush();
        return new SessionEnd.Stopped();
    }

    private Optional<SessionEnd> take(Optional<WalEvent> event) throws InterruptedException {
        return switch (event.orElse(null)) {
            case null -> Optional.empty();
            case WalEvent.Data data -> {
                java.nio.ByteBuffer wal = data.payload();
                accept(
                        data.start(),
                        wal.array(),
                        wal.arrayOffset() + wal.position(),
                        wal.remaining());
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

    void accept(Lsn start, byte[] wal, int offset, int length) throws InterruptedException {
        cutter.append(start, wal, offset, length);
        received = cutter.position();
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
        if (isDue || (serverStoppingSince.get().isPresent() && cutter.hasUncut())) {
            cutter.flush();
            flushAt = Long.MAX_VALUE;
        }
        if (!cutter.hasUncut()) {
            flushAt = Long.MAX_VALUE;
        }
    }

    /** A server that shuts down waits for its receivers; it must not wait for a dead repository. */
    private boolean serverWaitedTooLong() {
        return serverStoppingSince
                .get()
                .filter(since -> nanos.getAsLong() - since > shutdownDeadline.toNanos())
                .isPresent();
    }

    private void checkLanes() {
        for (RepositoryLane lane : room.lanes()) {
            if (lane.progress().isFenced()) {
                throw new HoldfastException(
                        ErrorCategory.REPOSITORY,
                        "capture-fenced",
                        "another writer has taken over from this one in repository " + lane.name(),
                        "Find out which instance captures now; 'holdfast wal' shows it.");
            }
        }
    }
}
