package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;

/** The names of the objects below {@code wal/} and {@code gaps/}. */
public final class WalNames {
    private WalNames() {}

    /** The folder of an epoch's pieces, with a slash at its end. */
    public static String folder(EpochId epoch, TimelineId timeline) {
        return "wal/" + epoch + "/" + timeline.fixed() + "/";
    }

    /** Where a piece or a seal stands. */
    public static String piece(EpochId epoch, TimelineId timeline, Lsn start) {
        return folder(epoch, timeline) + start.fixed();
    }

    /** Where a rolled object stands. */
    public static String rolled(EpochId epoch, TimelineId timeline, Lsn start, Lsn end) {
        return folder(epoch, timeline) + "rolled/" + start.fixed() + "-" + end.fixed();
    }

    /** Where the history of a timeline stands. */
    public static String history(EpochId epoch, TimelineId timeline) {
        return "wal/" + epoch + "/" + timeline.fixed() + ".history";
    }

    /** Where a gap is recorded. */
    public static String gap(EpochId epoch, Lsn start, Lsn end) {
        return gaps(epoch) + start.fixed() + "-" + end.fixed();
    }

    /** Where the gaps before an epoch are recorded, with a slash at its end. */
    static String gaps(EpochId epoch) {
        return "gaps/" + epoch + "/";
    }
}
