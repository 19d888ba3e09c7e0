package io.holdfast.postgres.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The main data of a record without block references ({@code access/xlogrecord.h}). */
final class MainData {
    private static final int SHORT = 255;
    private static final int LONG = 254;
    private static final int ORIGIN = 253;
    private static final int TOP_LEVEL_XID = 252;

    private MainData() {}

    /** From its first byte to the end of what is kept of the record. */
    static ByteBuffer of(WalRecord record) {
        ByteBuffer in = record.head().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        in.position(WalRecord.HEADER_SIZE);
        while (true) {
            int id = Byte.toUnsignedInt(in.get());
            switch (id) {
                case SHORT -> {
                    return in.position(in.position() + 1);
                }
                case LONG -> {
                    return in.position(in.position() + Integer.BYTES);
                }
                case ORIGIN -> in.position(in.position() + Short.BYTES);
                case TOP_LEVEL_XID -> in.position(in.position() + Integer.BYTES);
                default ->
                        throw new HoldfastException(
                                ErrorCategory.INTEGRITY,
                                "wal-record-malformed",
                                "record at " + record.lsn() + " has an unexpected block " + id,
                                "Compare the PostgreSQL version of the WAL with the supported"
                                        + " majors, 14 to 18.");
            }
        }
    }
}
