package io.holdfast.agent.verify;

import io.holdfast.postgres.Lsn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Sound WAL of PostgreSQL 18 on timeline 1: on each page one record that fills it. */
final class MadeWal {
    private static final int MAGIC = 0xD118;
    private static final int LONG_HEADER = 0x0002;
    private static final int PAGE_BYTES = 8192;
    private static final int RECORD_HEADER_BYTES = 24;
    private static final byte NOOP = 0x20;

    private MadeWal() {}

    /**
     * @param start of a segment
     */
    static byte[] pages(long systemIdentifier, int segmentBytes, Lsn start, int pages) {
        byte[] bytes = new byte[pages * PAGE_BYTES];
        ByteBuffer wal = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long previous = 0;
        for (int page = 0; page < pages; page++) {
            int at = page * PAGE_BYTES;
            Lsn address = start.plus(at);
            boolean isFirst = (address.value() & (segmentBytes - 1)) == 0;
            wal.putShort(at, (short) MAGIC).putInt(at + 4, 1).putLong(at + 8, address.value());
            if (isFirst) {
                wal.putShort(at + 2, (short) LONG_HEADER).putLong(at + 24, systemIdentifier);
                wal.putInt(at + 32, segmentBytes).putInt(at + 36, PAGE_BYTES);
            }
            int header = isFirst ? 40 : 24;
            record(bytes, at + header, PAGE_BYTES - header, previous);
            previous = address.plus(header).value();
        }
        return bytes;
    }

    private static void record(byte[] bytes, int at, int length, long previous) {
        ByteBuffer wal = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        wal.putInt(at, length).putLong(at + 8, previous).put(at + 16, NOOP);
        // data that does not compress away
        for (int i = at + RECORD_HEADER_BYTES; i < at + length; i++) {
            wal.put(i, (byte) (i * 31 + i / 257));
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + RECORD_HEADER_BYTES, length - RECORD_HEADER_BYTES);
        crc.update(bytes, at, 20);
        wal.putInt(at + 20, (int) crc.getValue());
    }
}
