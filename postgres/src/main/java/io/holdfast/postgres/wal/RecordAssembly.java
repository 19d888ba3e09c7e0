package io.holdfast.postgres.wal;

import io.holdfast.postgres.Lsn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One record being put together from pages: its head is kept, the rest only goes through the CRC. A
 * record may have a gigabyte.
 */
final class RecordAssembly {
    /** Enough for every block reference that a record can have. */
    private static final int KEPT = 8 << 10;

    /** Commits name their subtransactions and files before the id that they commit. */
    private static final int KEPT_OF_TRANSACTIONS = 1 << 20;

    /** {@code XLogRecordMaxSize}. */
    private static final int MAX_LENGTH = 1020 << 20;

    private static final int CRC_AT = 20;

    private final CRC32C crc = new CRC32C();
    private byte[] head = new byte[KEPT];
    private int taken;
    private Lsn start = Lsn.ZERO;

    void startAt(Lsn lsn) {
        start = lsn;
    }

    Lsn start() {
        return start;
    }

    void clear() {
        taken = 0;
        crc.reset();
        if (head.length > KEPT) {
            head = new byte[KEPT];
        }
    }

    boolean isEmpty() {
        return taken == 0;
    }

    boolean knowsLength() {
        return taken >= Integer.BYTES;
    }

    boolean isComplete() {
        return taken >= WalRecord.HEADER_SIZE && taken == length();
    }

    /** Bytes still to come; at least one while the length is unknown. */
    long remaining() {
        return knowsLength() ? (long) length() - taken : 1;
    }

    /** Takes what belongs to this record, at most {@code max} bytes; the number taken. */
    int take(ByteBuffer wal, int max) {
        int wanted =
                taken < WalRecord.HEADER_SIZE ? WalRecord.HEADER_SIZE - taken : length() - taken;
        int count = Math.min(wanted, Math.min(max, wal.remaining()));
        keep(wal, count);
        if (taken >= WalRecord.HEADER_SIZE) {
            crc.update(wal.slice(wal.position(), count));
        }
        wal.position(wal.position() + count);
        taken += count;
        return count;
    }

    /** Why this cannot be a record. */
    Optional<String> problem() {
        if (!knowsLength()) {
            return Optional.empty();
        }
        int length = length();
        if (length == 0) {
            return Optional.of("zeros where a record would start");
        }
        return length < WalRecord.HEADER_SIZE || length > MAX_LENGTH
                ? Optional.of("a record of " + Integer.toUnsignedString(length) + " bytes")
                : Optional.empty();
    }

    /** Over the data first, then over the header up to the CRC itself. */
    boolean hasRightCrc() {
        crc.update(head, 0, CRC_AT);
        return (int) crc.getValue() == view().getInt(CRC_AT);
    }

    WalRecord toRecord(Lsn end) {
        ByteBuffer in = view();
        return new WalRecord(
                start,
                end,
                new Lsn(in.getLong(8)),
                length(),
                in.getInt(4),
                Byte.toUnsignedInt(in.get(17)),
                Byte.toUnsignedInt(in.get(16)),
                in);
    }

    private void keep(ByteBuffer wal, int count) {
        int limit =
                taken >= WalRecord.HEADER_SIZE && head[17] == WalRecord.TRANSACTION
                        ? KEPT_OF_TRANSACTIONS
                        : KEPT;
        int kept = Math.min(count, limit - taken);
        if (kept > 0) {
            if (taken + kept > head.length) {
                head = Arrays.copyOf(head, Math.min(limit, Math.max(taken + kept, 2 * taken)));
            }
            wal.get(wal.position(), head, taken, kept);
        }
    }

    private int length() {
        return view().getInt(0);
    }

    private ByteBuffer view() {
        ByteBuffer view = ByteBuffer.wrap(head, 0, Math.min(taken, head.length));
        return view.order(ByteOrder.LITTLE_ENDIAN);
    }
}
