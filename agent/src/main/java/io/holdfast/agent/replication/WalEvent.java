package io.holdfast.agent.replication;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What a WAL stream brings. After one of the last two nothing more comes. */
public sealed interface WalEvent {
    /**
     * A stretch of WAL.
     *
     * @param start the position of the first byte
     * @param serverEnd how far the server had flushed (a standby: replayed) when it sent this
     * @param sent by the server's clock
     * @param payload backed by an array that belongs to the receiver of this event
     */
    record Data(Lsn start, Lsn serverEnd, Instant sent, ByteBuffer payload) implements WalEvent {
        /** The position after the last byte of the payload. */
        public Lsn end() {
            return start.plus(payload.remaining());
        }
    }

    /**
     * A sign of life.
     *
     * @param sentEnd how far WAL was sent, not how far it was written
     * @param replyRequested a status must be sent at once: the server is about to think that this
     *     receiver is dead, or waits for it to confirm everything before it shuts down (T30)
     */
    record Keepalive(Lsn sentEnd, Instant sent, boolean replyRequested) implements WalEvent {}

    /**
     * The timeline has ended and everything on it was sent (T26). The connection is free for the
     * next command.
     *
     * @param next not always the number after this one
     * @param switchpoint the first position that belongs to {@code next}
     */
    record EndOfTimeline(TimelineId next, Lsn switchpoint) implements WalEvent {}

    /**
     * The server shut down in good order, after all of its WAL was confirmed as flushed. The
     * connection is closed.
     */
    record ServerClosed() implements WalEvent {}
}
