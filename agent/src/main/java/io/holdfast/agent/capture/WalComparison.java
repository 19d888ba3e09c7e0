package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.wal.WalPageHeader;
import io.holdfast.postgres.wal.WalReading;
import io.holdfast.postgres.wal.WalRecordReader;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Holds the server's WAL against the repository's, byte for byte, before anything new is written:
 * the slot's own opinion of what was archived is never enough.
 */
final class WalComparison {
    private final HeldBranch held;
    private Lsn from;
    private final Lsn to;
    private Lsn position;

    /**
     * @param streamStart where the server's bytes begin
     * @param from where the repository's begin
     * @param to where both must be the same up to
     */
    WalComparison(HeldBranch held, Lsn streamStart, Lsn from, Lsn to) {
        this.held = held;
        this.position = streamStart;
        this.from = from;
        this.to = to;
    }

    boolean isDone() {
        return !position.isBefore(to);
    }

    /** Up to where the server's WAL was looked at. */
    Lsn position() {
        return position;
    }

    /**
     * Takes the server's next bytes.
     *
     * @return how many of them were needed; the rest is new
     */
    int feed(byte[] wal, int offset, int length) {
        int needed = (int) Math.min(length, Math.max(0, to.minus(position)));
        int skip = (int) Math.min(needed, Math.max(0, from.minus(position)));
        compare(position.plus(skip), wal, offset + skip, needed - skip);
        position = position.plus(needed);
        return needed;
    }

    /**
     * Reads the records that are held, and what the server sends after them, as one stretch: each
     * record names the one before it. For when the server has none of what is held any more.
     *
     * @param wal the server's, from where the comparison would end
     */
    void checkChain(WalSegmentSize segmentSize, byte[] wal, int offset, int length) {
        if (!from.isBefore(to)) {
            return;
        }
        int blockBytes =
                WalPageHeader.parse(wal, offset)
                        .segment()
                        .map(WalPageHeader.Segment::blockSizeBytes)
                        .orElseThrow(() -> refused("the server's WAL at " + to + " has no header"));
        Stored stored = stored(blockBytes);
        WalRecordReader records =
                new WalRecordReader(stored.start(), segmentSize, blockBytes, record -> {});
        records.feed(ByteBuffer.wrap(stored.wal()));
        if (records.feed(ByteBuffer.wrap(wal, offset, length)) instanceof WalReading.Ended ended) {
            throw refused(
                    "the server's WAL does not follow the repository's at "
                            + ended.at()
                            + ": "
                            + ended.why());
        }
    }

    /** WAL up to where both must be the same. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once
    private record Stored(Lsn start, byte[] wal) {}

    private Stored stored(int blockBytes) {
        try {
            return new Stored(from, held.read(from, to));
        } catch (HoldfastException e) {
            Lsn adopted = held.adoptedBehind(from, e).orElseThrow(() -> e);
            // an epoch may begin within a record; each page says where its first one begins
            Lsn page = Lsn.min(to, adopted.plus(-adopted.value() & (blockBytes - 1)));
            return new Stored(page, held.read(page, to));
        }
    }

    private void compare(Lsn at, byte[] wal, int offset, int length) {
        if (length == 0) {
            return;
        }
        byte[] stored;
        try {
            stored = held.read(at, at.plus(length));
        } catch (HoldfastException e) {
            Lsn adopted = held.adoptedBehind(at, e).orElseThrow(() -> e);
            int skip = (int) Math.min(length, adopted.minus(at));
            compare(adopted, wal, offset + skip, length - skip);
            from = adopted;
            return;
        }
        int differs = Arrays.mismatch(stored, 0, length, wal, offset, offset + length);
        if (differs >= 0) {
            throw refused("the server's WAL and the repository's differ at " + at.plus(differs));
        }
    }

    /** What is said when a server must not go on with this history. */
    static HoldfastException refused(String reason) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "capture-diverged",
                reason,
                "If this instance is the right one now, run 'holdfast adopt' on it; nothing was"
                        + " changed in the repositories.");
    }
}
