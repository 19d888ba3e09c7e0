package io.holdfast.repository.epoch;

import io.holdfast.postgres.Lsn;
import org.jspecify.annotations.Nullable;

/**
 * What of an epoch belongs to a branch.
 *
 * @param end the continuation LSN of the epoch that follows; null for the newest, which is open
 */
public record Stretch(EpochRecord epoch, @Nullable Lsn end) {
    /** The LSN of the epoch's first piece. */
    public Lsn start() {
        return epoch.start();
    }

    /** Whether WAL is missing between the stretch before this one and its start. */
    public boolean followsGap() {
        return epoch.reason() == EpochRecord.Reason.GAP;
    }
}
