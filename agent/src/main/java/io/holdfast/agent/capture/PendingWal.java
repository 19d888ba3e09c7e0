package io.holdfast.agent.capture;

import io.holdfast.agent.replication.WalEvent;
import io.holdfast.postgres.Lsn;
import java.nio.ByteBuffer;

/** A stretch of WAL that came from the server and was not used up. */
record PendingWal(Lsn start, byte[] bytes, int offset, int length) {
    static PendingWal of(WalEvent.Data data) {
        ByteBuffer wal = data.payload();
        return new PendingWal(
                data.start(), wal.array(), wal.arrayOffset() + wal.position(), wal.remaining());
    }

    PendingWal after(int used) {
        return new PendingWal(start.plus(used), bytes, offset + used, length - used);
    }
}
