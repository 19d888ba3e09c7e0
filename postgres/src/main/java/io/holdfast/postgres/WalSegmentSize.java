package io.holdfast.postgres;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/**
 * The size of a cluster's WAL segments: a power of two from 1 MB to 1 GB, fixed by initdb. It
 * decides which LSN lies in which file (PostgreSQL's {@code access/xlog_internal.h}).
 */
public record WalSegmentSize(int bytes) {
    private static final int MIN_BYTES = 1 << 20;
    private static final int MAX_BYTES = 1 << 30;

    /** 16 MB, what initdb chooses when it is not told otherwise. */
    public static final WalSegmentSize DEFAULT = new WalSegmentSize(16 << 20);

    public WalSegmentSize {
        if (!isValid(bytes)) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-segment-size-invalid",
                    "not a WAL segment size: " + bytes + " bytes",
                    "Check that the number was read from this cluster's pg_control or SHOW"
                            + " wal_segment_size.");
        }
    }

    /** A power of two from 1 MB to 1 GB. */
    public static boolean isValid(long bytes) {
        return bytes >= MIN_BYTES && bytes <= MAX_BYTES && Long.bitCount(bytes) == 1;
    }

    /** The first position of the segment that holds {@code lsn}. */
    public Lsn startOf(Lsn lsn) {
        return new Lsn(lsn.value() & -(long) bytes);
    }

    /** The first position after the segment that holds {@code lsn}. */
    public Lsn endOf(Lsn lsn) {
        return startOf(lsn).plus(bytes);
    }

    /** How far into its segment {@code lsn} lies, in bytes. */
    public int offsetOf(Lsn lsn) {
        return (int) (lsn.value() & (bytes - 1));
    }

    /** Whether {@code lsn} is the first position of a segment. */
    public boolean isBoundary(Lsn lsn) {
        return offsetOf(lsn) == 0;
    }

    /** PostgreSQL's {@code XLByteToSeg}: the number of the segment that holds {@code lsn}. */
    public long segmentNumberOf(Lsn lsn) {
        return lsn.value() >>> Integer.numberOfTrailingZeros(bytes);
    }

    /** How many segments share the middle eight digits of their names: 4 GB worth. */
    public long segmentsPerLog() {
        return (1L << 32) / bytes;
    }
}
