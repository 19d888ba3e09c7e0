package io.holdfast.postgres.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * PostgreSQL's page checksum ({@code storage/checksum_impl.h}): 32 interleaved FNV-1a variants over
 * the page, folded, mixed with the page's number, reduced to 1..65535. The field that holds the
 * checksum counts as zero.
 */
public final class PageChecksum {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PRIME = 16777619;
    private static final int SUMS = 32;
    private static final int ROW_BYTES = SUMS * Integer.BYTES;
    private static final int LANES = 4;

    /** The first 16 bits of the third word are the checksum itself, the rest are flags. */
    private static final int CHECKSUM_WORD = 2;

    private static final int WITHOUT_CHECKSUM = 0xFFFF0000;

    private static final int[] SEEDS = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2,
        0x83E13D2C, 0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C,
        0xF718902A, 0x0B1C9CDB, 0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979,
        0xCCA6C0B2, 0x304A0979, 0x85AA43D4, 0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E,
        0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756,
    };

    private PageChecksum() {}

    /**
     * The checksum that the page should carry.
     *
     * @param pageSize in bytes, a multiple of 128
     * @param blockNumber counted from the first page of the fork's first file (T52), unsigned
     */
    public static int compute(byte[] bytes, int offset, int pageSize, int blockNumber) {
        int folded = 0;
        for (int column = 0; column < SUMS; column += LANES) {
            folded ^= fold(bytes, offset, offset + pageSize, column);
        }
        return Integer.remainderUnsigned(folded ^ blockNumber, 65535) + 1;
    }

    /** Four columns at once, so that their multiplications overlap. */
    private static int fold(byte[] bytes, int start, int end, int column) {
        int a = SEEDS[column];
        int b = SEEDS[column + 1];
        int c = SEEDS[column + 2];
        int d = SEEDS[column + 3];
        int at = start + column * Integer.BYTES;
        int mask = column == 0 ? WITHOUT_CHECKSUM : -1;
        for (; at < end; at += ROW_BYTES) {
            a = mix(a, (int) INT.get(bytes, at));
            b = mix(b, (int) INT.get(bytes, at + 4));
            c = mix(c, (int) INT.get(bytes, at + 4 * CHECKSUM_WORD) & mask);
            d = mix(d, (int) INT.get(bytes, at + 12));
            mask = -1;
        }
        return finish(a) ^ finish(b) ^ finish(c) ^ finish(d);
    }

    private static int mix(int sum, int word) {
        int mixed = sum ^ word;
        return mixed * PRIME ^ (mixed >>> 17);
    }

    private static int finish(int sum) {
        return mix(mix(sum, 0), 0);
    }
}
