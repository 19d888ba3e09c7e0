package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.Epochs;

/** The names of the objects below {@code wal/} and {@code gaps/}. */
public final class WalNames {
    private WalNames() {}

    /** The folder of an epoch's pieces, with a slash at its end. */
    public static String folder(int epoch, TimelineId timeline) {
        return "wal/" + Epochs.number(epoch) + "/" + timeline.fixed() + "/";
    }

    /** Where a piece or a seal stands. */
    public static String piece(int epoch, TimelineId timeline, Lsn start) {
        return folder(epoch, timeline) + start.fixed();
    }

    /** Where a rolled object stands. */
    public static String rolled(int epoch, TimelineId timeline, Lsn start, Lsn end) {
        return folder(epoch, timeline) + "rolled/" + start.fixed() + "-" + end.fixed();
    }

    /** Where the history of a timeline stands. */
    public static String history(int epoch, TimelineId timeline) {
        return "wal/" + Epochs.number(epoch) + "/" + timeline.fixed() + ".history";
    }

    /** Where a gap is recorded. */
    public static String gap(int epoch, Lsn start, Lsn end) {
        return "gaps/" + Epochs.number(epoch) + "/" + start.fixed() + "-" + end.fixed();
    }
}
