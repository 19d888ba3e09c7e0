package io.holdfast.postgres.wal;

import io.holdfast.postgres.Lsn;

/** How far a {@link WalRecordReader} has come. */
public sealed interface WalReading {
    /**
     * All bytes fit so far; the tail may be open.
     *
     * @param completeEnd the end of the last whole record; where reading began if there is none
     */
    record Open(Lsn completeEnd) implements WalReading {}

    /**
     * Valid WAL ends here: normal at the end of a file (zeros, or the old content of a recycled
     * segment), damage in the middle of a stream. Further bytes are ignored.
     *
     * @param completeEnd the end of the last whole record
     * @param at where the first byte that does not fit belongs to
     */
    record Ended(Lsn completeEnd, Lsn at, String why) implements WalReading {}
}
