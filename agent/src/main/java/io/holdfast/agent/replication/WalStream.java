package io.holdfast.agent.replication;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.wire.BackendMessage;
import io.holdfast.postgres.wire.ReplicationMessage;
import io.holdfast.postgres.wire.ReplicationResults;
import io.holdfast.postgres.wire.RowDescription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * WAL as a walsender sends it. One thread polls; any thread may send a status or close.
 *
 * <p>Who does not poll stops the server: once the buffer is full the socket is paused, and a
 * keepalive that asks for a reply waits behind the data. So the owner sends a status on a timer, at
 * least every third of {@code wal_sender_timeout}, whether or not it polls; the server takes any
 * status as a sign of life.
 *
 * <p>A server whose receivers report often sends nothing while nothing is written. So when half of
 * the idle timeout passed without a byte while {@link #poll} waited, the stream repeats its latest
 * status and asks for a reply; when all of it passed, the connection is taken for dead (T32, T80).
 */
public final class WalStream implements AutoCloseable {
    private enum Phase {
        STREAMING,
        /** Nothing more to come, connection free. */
        ENDED
    }

    private final Session session;
    private final Duration idleTimeout;
    private final StatusSender status;
    private WalEvent.@Nullable EndOfTimeline alreadyEnded;
    private volatile Phase phase = Phase.STREAMING;
    private long lastTaken;
    private @Nullable Long pinged;

    private WalStream(
            Session session,
            Duration idleTimeout,
            InstantSource clock,
            WalEvent.@Nullable EndOfTimeline alreadyEnded) {
        this.session = session;
        this.idleTimeout = idleTimeout;
        this.status = new StatusSender(session, clock);
        this.alreadyEnded = alreadyEnded;
        this.lastTaken = now();
    }

    /** From the first message of the answer to START_REPLICATION. */
    static WalStream begin(
            Session session, BackendMessage first, Duration idleTimeout, InstantSource clock) {
        if (first instanceof BackendMessage.CopyBothResponse) {
            return new WalStream(session, idleTimeout, clock, null);
        }
        var result = session.collect(first, idleTimeout);
        if (!(first instanceof RowDescription)) {
            session.close();
            throw Refusals.outOfStep(session.address(), first.getClass().getSimpleName());
        }
        // The start is the very end of an old timeline: the server skips COPY.
        return new WalStream(session, idleTimeout, clock, endOfTimeline(result));
    }

    /**
     * The next event within {@code timeout}, or empty when it passed.
     *
     * @throws HoldfastException {@code postgres-connection-lost}, {@code postgres-timed-out}, or
     *     what the server said before it ended the stream ({@link SqlState#of}: 57P01 when it was
     *     told to, 58P01 when WAL is gone); the connection is closed then
     */
    public Optional<WalEvent> poll(Duration timeout) {
        if (phase == Phase.ENDED) {
            throw new IllegalStateException("the stream has ended");
        }
        var ended = alreadyEnded;
        if (ended != null) {
            phase = Phase.ENDED;
            return Optional.of(ended);
        }
        var deadline = Deadline.after(session.wire().nanoTime(), timeout);
        while (true) {
            var message = session.poll(untilNextCheck(deadline));
            if (message.isPresent()) {
                lastTaken = now();
                return Optional.of(eventOrClose(message.get()));
            }
            checkLife();
            if (deadline.hasPassed()) {
                return Optional.empty();
            }
        }
    }

    /**
     * Reports positions. Any thread, at any time, also while nobody polls; never waits. A status
     * that finds its predecessor still waiting for the network replaces it.
     *
     * @param written received here
     * @param flushed durable: lets the server remove what is older (T21)
     * @param replyRequested asks the server for a keepalive
     */
    public void sendStatus(Lsn written, Lsn flushed, boolean replyRequested) {
        status.send(written, flushed, replyRequested);
    }

    /**
     * Ends the stream in good order and closes the connection. What was not polled is dropped; the
     * slot keeps it. After {@code timeout} the connection is closed anyway.
     *
     * @throws HoldfastException {@code postgres-connection-lost} if it was lost meanwhile
     */
    public void finish(Duration timeout) {
        if (phase == Phase.STREAMING && alreadyEnded == null) {
            status.end();
            var deadline = Deadline.after(session.wire().nanoTime(), timeout);
            boolean over = false;
            while (!over && !deadline.hasPassed()) {
                over = isOver(session.poll(deadline.remaining()));
            }
        }
        phase = Phase.ENDED;
        session.close();
    }

    /** Received and not yet polled. */
    public long bufferedBytes() {
        return session.wire().bufferedBytes();
    }

    /** The time since the last byte was received; grows while the socket is paused. */
    public Duration silence() {
        return Duration.ofNanos(now() - session.wire().lastReceived());
    }

    /** Closes the connection, unless the timeline has ended: then it stays open for the next. */
    @Override
    public void close() {
        if (phase != Phase.ENDED) {
            session.close();
        }
    }

    private WalEvent eventOrClose(BackendMessage message) {
        try {
            return event(message);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private WalEvent event(BackendMessage message) {
        return switch (message) {
            case BackendMessage.CopyData data -> copied(data);
            case BackendMessage.CopyDone ignored -> endTimeline();
            case BackendMessage.CommandComplete ignored -> serverClosed();
            case BackendMessage.ErrorResponse error ->
                    throw Refusals.byServer(session.address(), error.report());
            case BackendMessage other ->
                    throw Refusals.outOfStep(session.address(), other.getClass().getSimpleName());
        };
    }

    private static WalEvent copied(BackendMessage.CopyData data) {
        return switch (ReplicationMessage.decode(data.payload())) {
            case ReplicationMessage.XLogData wal ->
                    new WalEvent.Data(wal.start(), wal.serverEnd(), wal.sent(), wal.payload());
            case ReplicationMessage.Keepalive alive ->
                    new WalEvent.Keepalive(alive.sentEnd(), alive.sent(), alive.replyRequested());
        };
    }

    /** The server tells where the timeline goes on only after it has our CopyDone. */
    private WalEvent endTimeline() {
        status.end();
        var end = endOfTimeline(session.collect(session.next(idleTimeout), idleTimeout));
        phase = Phase.ENDED;
        return end;
    }

    private static WalEvent.EndOfTimeline endOfTimeline(QueryResult result) {
        var end = ReplicationResults.endOfTimeline(result.row());
        return new WalEvent.EndOfTimeline(end.next(), end.switchpoint());
    }

    /** {@code WalSndDone}: a command tag without CopyDone, then the process exits. */
    private WalEvent serverClosed() {
        phase = Phase.ENDED;
        session.close();
        return new WalEvent.ServerClosed();
    }

    private static boolean isOver(Optional<BackendMessage> message) {
        return message.filter(
                        last ->
                                last instanceof BackendMessage.ReadyForQuery
                                        || last instanceof BackendMessage.ErrorResponse)
                .isPresent();
    }

    private Duration untilNextCheck(Deadline deadline) {
        var left = deadline.remaining();
        var check = idleTimeout.dividedBy(4);
        return left.compareTo(check) < 0 ? left : check;
    }

    /** Bytes that waited behind a full buffer are old when they are taken, hence both times. */
    private void checkLife() {
        long now = now();
        long alive = Math.max(lastTaken, session.wire().lastReceived());
        long half = idleTimeout.toNanos() / 2;
        var asked = pinged;
        if (asked == null || asked - alive < 0) {
            if (now - alive >= half) {
                pinged = now;
                status.ping();
            }
        } else if (now - asked >= half) {
            session.close();
            throw Refusals.silent(session.address(), idleTimeout);
        }
    }

    private long now() {
        return session.wire().nanoTime().getAsLong();
    }
}
