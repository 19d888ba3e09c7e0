package io.holdfast.agent.restore.testing;

import io.holdfast.postgres.Lsn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Bytes with the page headers of PostgreSQL 18 at the segments' starts, and noise between. */
public final class SyntheticWal {
    private static final int MAGIC = 0xD118;
    private static final int LONG_HEADER = 0x0002;
    private static final int PAGE_BYTES = 8192;

    private SyntheticWal() {}

    /** WAL of one timeline; {@code from} is any position. */
    public static byte[] bytes(
            long systemIdentifier, int segmentBytes, int timeline, Lsn from, int length) {
        byte[] wal = new byte[length];
        new Random(from.value()).nextBytes(wal);
        ByteBuffer out = ByteBuffer.wrap(wal).order(ByteOrder.LITTLE_ENDIAN);
        int first = (int) Math.floorMod(-from.value(), (long) segmentBytes);
        for (int at = first; at + 40 <= length; at += segmentBytes) {
            out.putShort(at, (short) MAGIC).putShort(at + 2, (short) LONG_HEADER);
            out.putInt(at + 4, timeline).putLong(at + 8, from.plus(at).value());
            out.putInt(at + 16, 0).putInt(at + 20, 0).putLong(at + 24, systemIdentifier);
            out.putInt(at + 32, segmentBytes).putInt(at + 36, PAGE_BYTES);
        }
        return wal;
    }
}
