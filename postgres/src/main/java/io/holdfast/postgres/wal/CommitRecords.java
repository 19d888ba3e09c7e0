package io.holdfast.postgres.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.wire.PgTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds the records at which a recovery can be told to stop: ends of transactions and restore
 * points ({@code access/xact.h}, {@code access/xlog_internal.h}).
 */
public final class CommitRecords {
    private static final int XLOG_RESTORE_POINT = 0x70;
    private static final int RESTORE_POINT_NAME_BYTES = 64;

    private static final int OPERATION = 0x70;
    private static final int COMMIT = 0x00;
    private static final int ABORT = 0x20;
    private static final int COMMIT_PREPARED = 0x30;
    private static final int ABORT_PREPARED = 0x40;

    private CommitRecords() {}

    /** A record with a time, at which a recovery can stop. */
    public sealed interface Stop {
        /** Where the record starts. */
        Lsn lsn();

        /** The LSN reached when the record is replayed. */
        Lsn end();

        /** By the clock of the server that wrote it; not always later than the one before. */
        Instant time();
    }

    /**
     * The end of a transaction.
     *
     * @param xid the transaction that ended; empty only for a two-phase one that names more than a
     *     megabyte of subtransactions and files
     * @param prepared by COMMIT or ROLLBACK PREPARED
     */
    public record TransactionEnd(
            Lsn lsn, Lsn end, Instant time, OptionalInt xid, boolean committed, boolean prepared)
            implements Stop {}

    /** Made by {@code pg_create_restore_point}, which returns {@code end}. */
    public record RestorePoint(Lsn lsn, Lsn end, Instant time, String name) implements Stop {}

    /**
     * Empty for any other record.
     *
     * @param major that wrote the WAL: the lists in a commit differ
     */
    public static Optional<Stop> parse(WalRecord record, int major) {
        return switch (record.resourceManager()) {
            case WalRecord.XLOG -> restorePoint(record);
            case WalRecord.TRANSACTION -> transactionEnd(record, major);
            default -> Optional.empty();
        };
    }

    private static Optional<Stop> restorePoint(WalRecord record) {
        if ((record.info() & 0xF0) != XLOG_RESTORE_POINT) {
            return Optional.empty();
        }
        ByteBuffer data = MainData.of(record);
        Instant time = PgTime.toInstant(data.getLong());
        byte[] name = new byte[Math.min(RESTORE_POINT_NAME_BYTES, data.remaining())];
        data.get(name);
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        String text = new String(name, 0, length, StandardCharsets.UTF_8);
        return Optional.of(new RestorePoint(record.lsn(), record.end(), time, text));
    }

    private static Optional<Stop> transactionEnd(WalRecord record, int major) {
        return switch (record.info() & OPERATION) {
            case COMMIT -> Optional.of(transactionEnd(record, major, true, false));
            case ABORT -> Optional.of(transactionEnd(record, major, false, false));
            case COMMIT_PREPARED -> Optional.of(transactionEnd(record, major, true, true));
            case ABORT_PREPARED -> Optional.of(transactionEnd(record, major, false, true));
            default -> Optional.empty();
        };
    }

    private static Stop transactionEnd(
            WalRecord record, int major, boolean committed, boolean prepared) {
        ByteBuffer data = MainData.of(record);
        Instant time = PgTime.toInstant(data.getLong(data.position()));
        OptionalInt xid =
                prepared
                        ? TwoPhaseXid.find(data.order(ByteOrder.LITTLE_ENDIAN), record, major)
                        : OptionalInt.of(record.xid());
        return new TransactionEnd(record.lsn(), record.end(), time, xid, committed, prepared);
    }
}
