package io.holdfast.postgres.wire;

import io.holdfast.postgres.Lsn;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What a receiver answers within START_REPLICATION: whole CopyData messages. */
public final class StandbyMessages {
    private StandbyMessages() {}

    /**
     * Tells how far this receiver has come. {@code flushed} lets the server remove older WAL: it
     * must be durable (T21).
     *
     * @param applied zero for a receiver that applies nothing (T31)
     */
    public static ByteBuffer statusUpdate(
            Lsn written, Lsn flushed, Lsn applied, Instant now, boolean replyRequested) {
        return MessageWriter.of('d')
                .putByte('r')
                .putLong(written.value())
                .putLong(flushed.value())
                .putLong(applied.value())
                .putLong(PgTime.toMicros(now))
                .putByte(replyRequested ? 1 : 0)
                .finish();
    }

    /** Full 64-bit transaction ids; zero holds nothing back. */
    public static ByteBuffer hotStandbyFeedback(Instant now, long xmin, long catalogXmin) {
        return MessageWriter.of('d')
                .putByte('h')
                .putLong(PgTime.toMicros(now))
                .putInt((int) xmin)
                .putInt((int) (xmin >>> 32))
                .putInt((int) catalogXmin)
                .putInt((int) (catalogXmin >>> 32))
                .finish();
    }
}
