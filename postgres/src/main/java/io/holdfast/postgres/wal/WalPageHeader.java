package io.holdfast.postgres.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.SystemIdentifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The header of a WAL page ({@code access/xlog_internal.h}).
 *
 * @param timeline of the first record on the page, unsigned; 0 on a page never written
 * @param remainingLength bytes of a record from earlier pages that are still to come
 * @param segment what only the first page of a segment says
 */
public record WalPageHeader(
        int magic,
        int flags,
        int timeline,
        Lsn address,
        int remainingLength,
        Optional<Segment> segment) {
    /** Bytes of the header of a page inside a segment. */
    public static final int SHORT_SIZE = 24;

    /** Bytes of the header of a segment's first page. */
    public static final int LONG_SIZE = 40;

    private static final int CONTINUES_RECORD = 0x0001;
    private static final int LONG_HEADER = 0x0002;
    private static final int OVERWRITES_CONTINUATION = 0x0008;

    /** The cluster and the sizes, repeated at the head of every segment. */
    public record Segment(
            SystemIdentifier systemIdentifier, int segmentSizeBytes, int blockSizeBytes) {}

    /**
     * Reads the header at {@code offset}; with its long part if it says that it has one.
     *
     * @param bytes with at least {@link #LONG_SIZE} bytes after {@code offset}, or {@link
     *     #SHORT_SIZE} if the page is not a segment's first
     */
    public static WalPageHeader parse(byte[] bytes, int offset) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int flags = Short.toUnsignedInt(in.getShort(offset + 2));
        boolean isLong = (flags & LONG_HEADER) != 0 && offset + LONG_SIZE <= bytes.length;
        return new WalPageHeader(
                Short.toUnsignedInt(in.getShort(offset)),
                flags,
                in.getInt(offset + 4),
                new Lsn(in.getLong(offset + 8)),
                in.getInt(offset + 16),
                isLong ? Optional.of(segment(in, offset)) : Optional.empty());
    }

    /** The PostgreSQL major that writes this magic number; empty for any other. */
    public OptionalInt major() {
        return switch (magic) {
            case 0xD10D -> OptionalInt.of(14);
            case 0xD110 -> OptionalInt.of(15);
            case 0xD113 -> OptionalInt.of(16);
            case 0xD116 -> OptionalInt.of(17);
            case 0xD118 -> OptionalInt.of(18);
            default -> OptionalInt.empty();
        };
    }

    /** Whether the page begins inside a record. */
    public boolean continuesRecord() {
        return (flags & CONTINUES_RECORD) != 0;
    }

    /** Whether the record cut off before this page was given up after a crash. */
    public boolean overwritesContinuation() {
        return (flags & OVERWRITES_CONTINUATION) != 0;
    }

    private static Segment segment(ByteBuffer in, int offset) {
        return new Segment(
                new SystemIdentifier(in.getLong(offset + 24)),
                in.getInt(offset + 32),
                in.getInt(offset + 36));
    }
}
