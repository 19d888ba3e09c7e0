package io.holdfast.agent.restore.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.postgres.WalFileName;
import io.holdfast.postgres.WalSegment;
import io.holdfast.postgres.WalSegmentSize;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every file name means that PostgreSQL may ask for while it recovers to one timeline. Pure:
 * what is absent is decided here, from where timelines begin and end, and never by a read that
 * failed.
 */
public final class WalPlan {
    private final WalSegmentSize size;
    private final List<TimelineRun> runs;
    private final Histories histories;

    private WalPlan(WalSegmentSize size, List<TimelineRun> runs, Histories histories) {
        this.size = size;
        this.runs = List.copyOf(runs);
        this.histories = histories;
    }

    /**
     * @param branch whose WAL is replayed; its stretches must fit the timeline's history
     * @param timeline the recovery target timeline
     * @param end where the WAL ends that may be handed over on that timeline: the frontier, or
     *     where the branch leaves the timeline
     */
    public static WalPlan of(Branch branch, TimelineId timeline, Lsn end, Histories histories) {
        TimelineHistory history = histories.of(timeline);
        List<TimelineRun> runs = new ArrayList<>();
        Lsn begin = Lsn.ZERO;
        for (TimelineHistory.Ancestor ancestor : history.ancestors()) {
            runs.add(new TimelineRun(ancestor.timeline(), begin, ancestor.switchpoint()));
            begin = ancestor.switchpoint();
        }
        runs.add(new TimelineRun(timeline, begin, end));
        branch.stretches().forEach(stretch -> check(stretch, history, end));
        int segmentBytes = branch.newest().epoch().walSegmentSize();
        return new WalPlan(new WalSegmentSize(segmentBytes), runs, histories);
    }

    /** Two accounts of the same history, the server's and the writers', must agree. */
    private static void check(Stretch stretch, TimelineHistory history, Lsn end) {
        if (!stretch.start().isBefore(end) || stretch.start().equals(stretch.end())) {
            return;
        }
        TimelineId timeline = stretch.epoch().timeline();
        Lsn last = stretch.end() == null ? end : Lsn.min(stretch.end(), end);
        Lsn left = history.switchPointOf(timeline).orElse(end);
        if (!history.timelineAt(stretch.start()).equals(timeline) || last.isAfter(left)) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "history-contradicts-epochs",
                    "epoch %s holds timeline %s from %s to %s, and the history of timeline %s is %s"
                            .formatted(
                                    stretch.epoch().epoch(),
                                    timeline,
                                    stretch.start(),
                                    last,
                                    history.timeline(),
                                    history),
                    "Restore from another repository, and report this.");
        }
    }

    /** The timeline to which PostgreSQL recovers. */
    public TimelineId timeline() {
        return runs.getLast().timeline();
    }

    /** Where the WAL ends that may be handed over. */
    public Lsn end() {
        return runs.getLast().end();
    }

    public WalSegmentSize segmentSize() {
        return size;
    }

    /** What stands behind a name; the same every time. */
    public WalAnswer answer(String name) {
        return switch (WalFileName.parse(name, size).orElse(null)) {
            case null -> new WalAnswer.Refused(refusal(name));
            case WalFileName.Segment asked -> answer(asked.segment());
            case WalFileName.History asked ->
                    histories
                            .file(asked.timeline())
                            .<WalAnswer>map(file -> new WalAnswer.History(asked.timeline(), file))
                            .orElseGet(() -> new WalAnswer.Absent("no such history is stored"));
            case WalFileName.Partial ignored ->
                    new WalAnswer.Absent("the ends of timelines have the names of segments here");
            case WalFileName.BackupHistory ignored ->
                    new WalAnswer.Absent("backup histories are not kept");
        };
    }

    private WalAnswer answer(WalSegment segment) {
        return runs.stream()
                .filter(run -> run.timeline().equals(segment.timeline()))
                .findFirst()
                .map(run -> run.answer(segment))
                .orElseGet(
                        () ->
                                new WalAnswer.Absent(
                                        "timeline "
                                                + segment.timeline()
                                                + " is not in the history of timeline "
                                                + timeline()));
    }

    private String refusal(String name) {
        return "'%s' is no WAL file of a cluster with segments of %d bytes"
                .formatted(name, size.bytes());
    }

    /**
     * The file that PostgreSQL will read for a stretch of WAL: that of the newest timeline that has
     * begun by then ({@code XLogFileReadAnyTLI} in {@code xlogrecovery.c}); empty past the end.
     *
     * @param number of the segment, counted from LSN 0
     */
    public Optional<WalAnswer.Segment> expected(long number) {
        return runs.reversed().stream()
                .filter(run -> run.reaches(number, size))
                .findFirst()
                .map(run -> run.answer(new WalSegment(run.timeline(), number, size)))
                .filter(WalAnswer.Segment.class::isInstance)
                .map(WalAnswer.Segment.class::cast);
    }
}
