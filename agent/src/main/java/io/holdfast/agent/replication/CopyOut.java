package io.holdfast.agent.replication;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.wire.BackendMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The answer to BASE_BACKUP, pulled one event at a time; who does not pull pauses the socket. The
 * order of 15 and later: two result sets, one COPY, one result set. Of 14: two result sets, one
 * COPY for each tablespace and one for the manifest, one result set.
 */
public final class CopyOut implements AutoCloseable {
    /** One step of the answer. */
    public sealed interface Event {
        /** Rows before, between or after COPYs; several sets may come at once. */
        record Rows(QueryResult result) implements Event {}

        record CopyBegins() implements Event {}

        /**
         * The body of one CopyData message; from 15 on one {@link
         * io.holdfast.postgres.wire.BackupStreamMessage}, in 14 plain bytes.
         *
         * @param payload backed by an array that belongs to the receiver of this event
         */
        record Data(ByteBuffer payload) implements Event {}

        record CopyEnds() implements Event {}

        /** All was answered; the connection is free for the next command. */
        record Finished() implements Event {}
    }

    private final Session session;
    private final Duration maxSilence;
    private final ResultCollector collector;
    private final Deque<Event> ready = new ArrayDeque<>();
    private boolean finished;

    CopyOut(Session session, Duration maxSilence) {
        this.session = session;
        this.maxSilence = maxSilence;
        this.collector = new ResultCollector(session.address());
    }

    /**
     * Waits for the next event.
     *
     * @throws HoldfastException the server's error ({@link SqlState#of}), {@code
     *     postgres-timed-out}, {@code postgres-connection-lost}
     */
    public Event next() {
        if (finished) {
            throw new IllegalStateException("the answer was read to its end");
        }
        while (ready.isEmpty()) {
            try {
                accept(session.next(maxSilence));
            } catch (RuntimeException e) {
                session.wire().close();
                throw e;
            }
        }
        var event = ready.remove();
        finished = event instanceof Event.Finished;
        return event;
    }

    /** Received and not yet pulled. */
    public long bufferedBytes() {
        return session.wire().bufferedBytes();
    }

    /** Closes the connection, and so ends the backup, unless it has finished. */
    @Override
    public void close() {
        if (!finished) {
            session.close();
        }
    }

    private void accept(BackendMessage message) {
        switch (message) {
            case BackendMessage.CopyData data -> ready.add(new Event.Data(data.payload()));
            case BackendMessage.CopyOutResponse ignored -> {
                flushRows();
                ready.add(new Event.CopyBegins());
            }
            case BackendMessage.CopyDone ignored -> ready.add(new Event.CopyEnds());
            case BackendMessage.ReadyForQuery ignored -> {
                collector.finish();
                flushRows();
                ready.add(new Event.Finished());
            }
            case BackendMessage other -> collector.add(other);
        }
    }

    private void flushRows() {
        collector.takeSets().ifPresent(sets -> ready.add(new Event.Rows(sets)));
    }
}
