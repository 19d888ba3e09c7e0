package io.holdfast.postgres.wal;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * The transaction that COMMIT PREPARED or ROLLBACK PREPARED ends. It stands after the lists of
 * {@code ParseCommitRecord} and {@code ParseAbortRecord} ({@code xactdesc.c}); the record's own id
 * is that of the session which gave the command, which has none.
 */
final class TwoPhaseXid {
    private static final int HAS_INFO = 0x80;
    private static final int DATABASE = 1;
    private static final int SUBTRANSACTIONS = 1 << 1;
    private static final int FILES = 1 << 2;
    private static final int INVALIDATIONS = 1 << 3;
    private static final int TWO_PHASE = 1 << 4;
    private static final int DROPPED_STATISTICS = 1 << 8;

    private static final int FILE_BYTES = 12;
    private static final int INVALIDATION_BYTES = 16;

    private TwoPhaseXid() {}

    /** Empty if what is kept of the record ends before. */
    static OptionalInt find(ByteBuffer data, WalRecord record, int major) {
        if ((record.info() & HAS_INFO) == 0) {
            return OptionalInt.empty();
        }
        long at = (long) data.position() + Long.BYTES;
        int contents = data.getInt((int) at);
        at += Integer.BYTES;
        at += (contents & DATABASE) != 0 ? 2L * Integer.BYTES : 0;
        at = after(data, at, (contents & SUBTRANSACTIONS) != 0, Integer.BYTES);
        at = after(data, at, (contents & FILES) != 0, FILE_BYTES);
        at = after(data, at, (contents & DROPPED_STATISTICS) != 0, statisticBytes(major));
        at = after(data, at, (contents & INVALIDATIONS) != 0, INVALIDATION_BYTES);
        boolean found = (contents & TWO_PHASE) != 0 && at + Integer.BYTES <= data.limit();
        return found ? OptionalInt.of(data.getInt((int) at)) : OptionalInt.empty();
    }

    /** The position after a counted list, or past the limit if even its count is not kept. */
    private static long after(ByteBuffer data, long at, boolean present, int elementBytes) {
        if (!present) {
            return at;
        }
        if (at + Integer.BYTES > data.limit()) {
            return Integer.MAX_VALUE;
        }
        return at + Integer.BYTES + (long) data.getInt((int) at) * elementBytes;
    }

    /** {@code xl_xact_stats_item}: kind, database and object, whose id is 64 bits since 18. */
    private static int statisticBytes(int major) {
        return major >= 18 ? 16 : 12;
    }
}
