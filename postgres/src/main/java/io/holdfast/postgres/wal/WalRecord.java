package io.holdfast.postgres.wal;

import io.holdfast.postgres.Lsn;
import java.nio.ByteBuffer;

/**
 * One WAL record whose CRC was right ({@code access/xlogrecord.h}).
 *
 * @param lsn where it starts
 * @param end where the next one may start: aligned, and after a segment switch the segment's end
 * @param previous where the record before it starts
 * @param totalLength bytes, with the header of {@link #HEADER_SIZE}
 * @param resourceManager 0 is XLOG, 1 is Transaction; {@code access/rmgrlist.h}
 * @param info the upper four bits belong to the resource manager
 * @param head the first bytes of the record, header included, without page headers; little-endian,
 *     valid only until the listener returns
 */
public record WalRecord(
        Lsn lsn,
        Lsn end,
        Lsn previous,
        int totalLength,
        int xid,
        int resourceManager,
        int info,
        ByteBuffer head) {
    /** Bytes of the header that every record begins with. */
    public static final int HEADER_SIZE = 24;

    static final int XLOG = 0;
    static final int TRANSACTION = 1;

    private static final int XLOG_SWITCH = 0x40;

    /** Whether {@code head} is the whole record. */
    public boolean isWhole() {
        return head.limit() == totalLength;
    }

    boolean isSegmentSwitch() {
        return resourceManager == XLOG && (info & 0xF0) == XLOG_SWITCH;
    }
}
