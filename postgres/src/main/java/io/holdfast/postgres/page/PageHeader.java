package io.holdfast.postgres.page;

import io.holdfast.postgres.Lsn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The 24 bytes at the head of a data page ({@code PageHeaderData} in {@code storage/bufpage.h}),
 * read in place.
 */
public final class PageHeader {
    /** Bytes of the header. */
    public static final int SIZE = 24;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int VALID_FLAGS = 0x0007;
    private static final int LAYOUT_VERSION = 4;

    private PageHeader() {}

    /** The LSN after the last WAL record that changed the page. */
    public static Lsn lsn(byte[] bytes, int offset) {
        long high = (int) INT.get(bytes, offset);
        long low = (int) INT.get(bytes, offset + 4);
        return new Lsn(high << 32 | (low & 0xFFFF_FFFFL));
    }

    /** The stored checksum; 0 if the page was never written with checksums. */
    public static int checksum(byte[] bytes, int offset) {
        return unsigned(bytes, offset + 8);
    }

    /** Whether every byte is zero: a page that was added and never written. */
    public static boolean isNew(byte[] bytes, int offset, int pageSize) {
        return bytes[offset] == 0
                && Arrays.equals(
                        bytes, offset, offset + pageSize - 1, bytes, offset + 1, offset + pageSize);
    }

    /** The checks of {@code PageIsVerified}, apart from the checksum. */
    public static boolean isSane(byte[] bytes, int offset, int pageSize) {
        int flags = unsigned(bytes, offset + 10);
        int lower = unsigned(bytes, offset + 12);
        int upper = unsigned(bytes, offset + 14);
        int special = unsigned(bytes, offset + 16);
        return (flags & ~VALID_FLAGS) == 0
                && lower <= upper
                && upper <= special
                && special <= pageSize
                && special % 8 == 0
                && upper != 0
                && unsigned(bytes, offset + 18) == (pageSize | LAYOUT_VERSION);
    }

    private static int unsigned(byte[] bytes, int offset) {
        return (short) SHORT.get(bytes, offset) & 0xFFFF;
    }
}
