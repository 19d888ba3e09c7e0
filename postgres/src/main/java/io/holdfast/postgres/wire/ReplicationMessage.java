package io.holdfast.postgres.wire;

import io.holdfast.postgres.Lsn;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What a walsender puts into the CopyData of START_REPLICATION. */
public sealed interface ReplicationMessage {
    /**
     * A stretch of WAL.
     *
     * @param start the position of the first byte of {@code payload}
     * @param serverEnd how far the server would send: what it has flushed, on a standby replayed
     * @param payload a slice of what was decoded, not a copy
     */
    record XLogData(Lsn start, Lsn serverEnd, Instant sent, ByteBuffer payload)
            implements ReplicationMessage {
        /** The position after the last byte of the payload. */
        public Lsn end() {
            return start.plus(payload.remaining());
        }
    }

    /**
     * Nothing new.
     *
     * @param sentEnd how far WAL was sent, not how far it was written
     * @param replyRequested a status update must follow at once
     */
    record Keepalive(Lsn sentEnd, Instant sent, boolean replyRequested)
            implements ReplicationMessage {}

    /** Decodes the payload of one CopyData, whose position stays where it was. */
    static ReplicationMessage decode(ByteBuffer payload) {
        try {
            ByteBuffer in = payload.duplicate();
            byte kind = in.get();
            return switch (kind) {
                case 'w' -> xlogData(in);
                case 'k' -> keepalive(in);
                default ->
                        throw Protocol.violation(
                                "a replication message of unknown kind " + (kind & 0xFF));
            };
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw Protocol.violation("a replication message ends too early");
        }
    }

    private static XLogData xlogData(ByteBuffer in) {
        Lsn start = new Lsn(in.getLong());
        Lsn end = new Lsn(in.getLong());
        Instant sent = PgTime.toInstant(in.getLong());
        return new XLogData(start, end, sent, in.slice());
    }

    private static Keepalive keepalive(ByteBuffer in) {
        Lsn end = new Lsn(in.getLong());
        Instant sent = PgTime.toInstant(in.getLong());
        return new Keepalive(end, sent, in.get() != 0);
    }
}
