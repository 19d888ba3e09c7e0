package io.holdfast.agent.backup;

import io.holdfast.agent.backup.WalFrontiers.CapturedWal;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import org.jspecify.annotations.Nullable;

/**
 * What a repository must hold of the WAL of one timeline.
 *
 * @param from from here on nothing may be missing; {@code null} before it is known where the backup
 *     begins
 * @param to at least up to here
 */
record WalNeed(TimelineId timeline, @Nullable Lsn from, Lsn to) {
    /**
     * That the WAL is captured right now: what the server has flushed is there. Capture may have
     * begun a moment later, for the backup begins later still.
     */
    static WalNeed ofCapture(TimelineId timeline, Lsn flushed) {
        return new WalNeed(timeline, null, flushed);
    }

    /** All that a backup needs to become consistent. */
    static WalNeed ofBackup(TimelineId timeline, Lsn start, Lsn stop) {
        return new WalNeed(timeline, start, stop);
    }

    boolean isMetBy(CapturedWal held) {
        return held.timeline().equals(timeline)
                && (from == null || !held.unbrokenFrom().isAfter(from))
                && !held.frontier().isBefore(to);
    }

    @Override
    public String toString() {
        String range = from == null ? "up to " + to : "from " + from + " to " + to;
        return range + " of timeline " + timeline;
    }
}
