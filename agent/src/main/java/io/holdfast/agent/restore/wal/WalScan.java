package io.holdfast.agent.restore.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.postgres.wal.CommitRecords.Stop;
import io.holdfast.postgres.wal.CommitRecords.TransactionEnd;
import io.holdfast.postgres.wal.WalReading;
import io.holdfast.postgres.wal.WalRecord;
import io.holdfast.postgres.wal.WalRecordReader;
import io.holdfast.repository.wal.WalReader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the records of a branch, to find where a target lies. Holds a megabyte, however
 * long the pass is.
 */
final class WalScan {
    private static final int CHUNK_BYTES = 1 << 20;

    private final StopRule rule;
    private final int major;
    private @Nullable Found last;
    private @Nullable Found marked;
    private @Nullable Instant lastCommit;
    private boolean isOver;

    /** A record after which recovery could stop. */
    record Found(Lsn record, Lsn end, Optional<Instant> lastCommit) {}

    /**
     * What a pass came to.
     *
     * @param match the record that the rule means; empty if it found none
     * @param last the last record that was looked at and would be replayed
     * @param reading how far the WAL is sound
     */
    record Outcome(Optional<Found> match, Optional<Found> last, WalReading reading) {}

    private WalScan(StopRule rule, int major) {
        this.rule = rule;
        this.major = major;
    }

    /**
     * @param from the start of a record or of a page
     * @param to not included
     */
    static Outcome run(
            WalReader wal,
            WalSegmentSize size,
            int walBlockBytes,
            int major,
            StopRule rule,
            Lsn from,
            Lsn to) {
        WalScan scan = new WalScan(rule, major);
        WalRecordReader records = new WalRecordReader(from, size, walBlockBytes, scan::onRecord);
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, Math.max(0, to.minus(from)))];
        for (Lsn at = from; at.isBefore(to) && scan.goesOn(records); ) {
            // chunks end where segments do, which is where objects end
            Lsn next = Lsn.min(at.plus(chunk.length), Lsn.min(size.endOf(at), to));
            wal.read(at, next, chunk, 0);
            records.feed(ByteBuffer.wrap(chunk, 0, (int) next.minus(at)));
            at = next;
        }
        return new Outcome(
                Optional.ofNullable(scan.marked),
                Optional.ofNullable(scan.last),
                records.reading());
    }

    private boolean goesOn(WalRecordReader records) {
        return !isOver && records.reading() instanceof WalReading.Open;
    }

    private void onRecord(WalRecord record) {
        if (isOver) {
            return;
        }
        Optional<Stop> stop = StopRule.parse(record, major);
        switch (rule.judge(record, stop)) {
            case GO_ON -> replay(record, stop);
            case STOP_BEFORE -> {
                marked = last;
                isOver = true;
            }
            case STOP_AFTER -> {
                replay(record, stop);
                marked = last;
                isOver = true;
            }
            case MARK_BEFORE -> {
                marked = last;
                replay(record, stop);
            }
            case MARK_AFTER -> {
                replay(record, stop);
                marked = last;
            }
        }
    }

    private void replay(WalRecord record, Optional<Stop> stop) {
        if (stop.orElse(null) instanceof TransactionEnd end) {
            lastCommit = end.time();
        }
        last = new Found(record.lsn(), record.end(), Optional.ofNullable(lastCommit));
    }
}
