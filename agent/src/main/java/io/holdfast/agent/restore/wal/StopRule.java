package io.holdfast.agent.restore.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.wal.CommitRecords;
import io.holdfast.postgres.wal.CommitRecords.RestorePoint;
import io.holdfast.postgres.wal.CommitRecords.Stop;
import io.holdfast.postgres.wal.CommitRecords.TransactionEnd;
import io.holdfast.postgres.wal.WalRecord;
import io.holdfast.repository.target.RestoreTarget;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which record a target means: the rules of {@code recoveryStopsBefore} and {@code
 * recoveryStopsAfter} in PostgreSQL's {@code xlogrecovery.c}.
 */
interface StopRule {
    /** What a record means for a search. */
    enum Verdict {
        GO_ON,
        /** The record before this one is the last to be replayed. */
        STOP_BEFORE,
        /** This record is the last to be replayed. */
        STOP_AFTER,
        /** As STOP_BEFORE, unless another one follows. */
        MARK_BEFORE,
        /** As STOP_AFTER, unless another one follows. */
        MARK_AFTER
    }

    /**
     * @param stop what the record says if it ends a transaction or is a restore point
     */
    Verdict judge(WalRecord record, Optional<Stop> stop);

    /** The last complete record. */
    static StopRule lastRecord() {
        return (record, stop) -> Verdict.GO_ON;
    }

    /** The first record that ends at or after an LSN. */
    static StopRule reaching(Lsn lsn) {
        return (record, stop) -> record.end().isBefore(lsn) ? Verdict.GO_ON : Verdict.STOP_AFTER;
    }

    /** The first record that starts at or after an LSN, or the one before it. */
    static StopRule position(RestoreTarget.Position target) {
        Verdict found = target.isInclusive() ? Verdict.STOP_AFTER : Verdict.STOP_BEFORE;
        return (record, stop) -> record.lsn().isBefore(target.lsn()) ? Verdict.GO_ON : found;
    }

    /** What comes before the first commit or abort after (or at) the time. */
    static StopRule time(RestoreTarget.Time target) {
        return (record, stop) -> {
            if (!(stop.orElse(null) instanceof TransactionEnd end)) {
                return Verdict.GO_ON;
            }
            int order = end.time().compareTo(target.at());
            boolean isPast = target.isInclusive() ? order > 0 : order >= 0;
            return isPast ? Verdict.STOP_BEFORE : Verdict.GO_ON;
        };
    }

    /** The newest end of the transaction. */
    static StopRule transaction(RestoreTarget.Transaction target) {
        Verdict found = target.isInclusive() ? Verdict.MARK_AFTER : Verdict.MARK_BEFORE;
        OptionalInt xid = OptionalInt.of(target.xid());
        return (record, stop) ->
                stop.orElse(null) instanceof TransactionEnd end && end.xid().equals(xid)
                        ? found
                        : Verdict.GO_ON;
    }

    /** The newest restore point of the name. */
    static StopRule named(RestoreTarget.Named target) {
        return (record, stop) ->
                stop.orElse(null) instanceof RestorePoint point
                                && point.name().equals(target.name())
                        ? Verdict.MARK_AFTER
                        : Verdict.GO_ON;
    }

    /** Reads what the rules look at. */
    static Optional<Stop> parse(WalRecord record, int major) {
        return CommitRecords.parse(record, major);
    }
}
