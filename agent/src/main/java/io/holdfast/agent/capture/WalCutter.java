package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.wal.WalPageHeader;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.wal.Span;

/**
 * Cuts the WAL of one epoch into pieces, and makes the rolled objects. Keeps the WAL of the current
 * roll unit (at most 16 MiB). A piece ends at a flush, when it is full, and at the unit's end, so
 * it never crosses a segment's end. The head of each segment is checked before any of it is cut.
 * Not for several threads.
 */
final class WalCutter {
    static final int MAX_UNIT_BYTES = 16 << 20;

    private final PieceSealer sealer;
    private final CutSink sink;
    private final SegmentGuard guard;
    private final int maxPieceBytes;
    private final byte[] unit;
    private final RollUp rollUp = new RollUp();
    private Lsn unitStart;
    private boolean isHeadChecked;
    private Lsn cut;
    private volatile Lsn position;

    /** Where cut objects go, in order; waits while there is no room. */
    interface CutSink {
        void accept(CutObject object) throws InterruptedException;
    }

    /**
     * @param maxPieceBytes more than the head of a segment
     */
    WalCutter(PieceSealer sealer, CutSink sink, EpochRecord epoch, int maxPieceBytes) {
        Lsn start = epoch.start();
        this.sealer = sealer;
        this.sink = sink;
        this.guard = SegmentGuard.of(epoch);
        this.maxPieceBytes = maxPieceBytes;
        this.unit = new byte[Math.min(epoch.walSegmentSize(), MAX_UNIT_BYTES)];
        this.unitStart = new Lsn(start.value() & -unit.length);
        this.cut = start;
        this.position = start;
        // of a segment that was begun before there is no head to look at
        this.isHeadChecked = !guard.beginsSegment(start);
    }

    /** Up to where WAL was appended; may be asked from any thread. */
    Lsn position() {
        return position;
    }

    boolean hasUncut() {
        return position.isAfter(cut);
    }

    /**
     * Adds WAL that must follow what was added last.
     *
     * @throws HoldfastException {@code wal-stream-foreign}, of category integrity, where a segment
     *     begins that is not this cluster's; then no part of it was cut
     */
    void append(Lsn at, byte[] wal, int offset, int length) throws InterruptedException {
        if (!at.equals(position)) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-stream-broken",
                    "the server sent WAL at " + at + ", and " + position + " comes next",
                    "Look at the server's log; capture begins again from the repositories.");
        }
        int done = 0;
        while (done < length) {
            int inUnit = (int) position.minus(unitStart);
            int room = Math.min(unit.length - inUnit, maxPieceBytes - uncut());
            int part = Math.min(room, length - done);
            System.arraycopy(wal, offset + done, unit, inUnit, part);
            position = position.plus(part);
            done += part;
            checkHead();
            if (uncut() == maxPieceBytes || inUnit + part == unit.length) {
                flush();
            }
        }
    }

    private int uncut() {
        return (int) position.minus(cut);
    }

    /** Ends the current piece, if there is one, and the head of its segment was checked. */
    void flush() throws InterruptedException {
        if (!hasUncut() || !isHeadChecked) {
            return;
        }
        Lsn start = cut;
        // a piece that is full before its time is the sign of more WAL than time
        boolean inHaste = uncut() == maxPieceBytes;
        sink.accept(sealer.piece(start, unit, (int) start.minus(unitStart), uncut(), inHaste));
        cut = position;
        boolean endsUnit = position.minus(unitStart) == unit.length;
        for (Span run : rollUp.add(start, position, endsUnit)) {
            int from = (int) run.start().minus(unitStart);
            int bytes = (int) run.end().minus(run.start());
            sink.accept(sealer.rolled(run.start(), unit, from, bytes));
        }
        if (endsUnit) {
            unitStart = position;
            isHeadChecked = !guard.beginsSegment(position);
        }
    }

    // it may come in parts
    private void checkHead() {
        if (!isHeadChecked && position.minus(unitStart) >= WalPageHeader.LONG_SIZE) {
            guard.require(unit, unitStart);
            isHeadChecked = true;
        }
    }
}
