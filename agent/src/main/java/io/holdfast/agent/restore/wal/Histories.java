package io.holdfast.agent.restore.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.EpochWal;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The history files that a repository holds: those of the branch, and for timelines that are not on
 * it any that is stored, so that a promotion takes a number that nobody has.
 */
public final class Histories {
    private static final TimelineId FIRST = new TimelineId(1);

    private final TreeMap<TimelineId, byte[]> files;

    public Histories(Map<TimelineId, byte[]> files) {
        this.files = new TreeMap<>(files);
    }

    /**
     * Reads all history files; where epochs differ about one, the branch's own counts. A writer
     * that died as soon as it had its epoch left none there: the epoch before has the same.
     */
    public static Histories load(
            ClusterRepository repository,
            Branch branch,
            NavigableMap<EpochId, EpochRecord> epochs) {
        TreeMap<TimelineId, byte[]> files = new TreeMap<>();
        for (Stretch stretch : branch.stretches().reversed()) {
            load(repository, stretch.epoch(), stretch.epoch().timeline(), files);
        }
        epochs.descendingMap()
                .values()
                .forEach(epoch -> load(repository, epoch, epoch.timeline(), files));
        // every epoch stores the histories of all ancestors, also of those without an epoch
        EpochRecord newest = branch.newest().epoch();
        for (int n = 2; Integer.compareUnsigned(n, newest.timeline().value()) < 0; n++) {
            for (Stretch stretch : branch.stretches().reversed()) {
                load(repository, stretch.epoch(), new TimelineId(n), files);
            }
        }
        return new Histories(files);
    }

    private static void load(
            ClusterRepository repository,
            EpochRecord holder,
            TimelineId timeline,
            Map<TimelineId, byte[]> files) {
        // an epoch holds nothing of the timelines after its own
        boolean isOlder = Integer.compareUnsigned(holder.timeline().value(), timeline.value()) < 0;
        if (isOlder || timeline.equals(FIRST) || files.containsKey(timeline)) {
            return;
        }
        new EpochWal(repository, holder)
                .history(timeline)
                .ifPresent(content -> files.put(timeline, content));
    }

    Optional<byte[]> file(TimelineId timeline) {
        return Optional.ofNullable(files.get(timeline)).map(byte[]::clone);
    }

    /**
     * The history of a timeline.
     *
     * @throws HoldfastException {@code history-missing} if its file, or that of an ancestor, is not
     *     stored (T3)
     */
    public TimelineHistory of(TimelineId timeline) {
        TimelineHistory history = read(timeline);
        history.ancestors().forEach(ancestor -> read(ancestor.timeline()));
        return history;
    }

    private TimelineHistory read(TimelineId timeline) {
        if (timeline.equals(FIRST)) {
            return TimelineHistory.root(timeline);
        }
        byte[] content = files.get(timeline);
        if (content == null) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "history-missing",
                    "the repository does not hold " + timeline.fixed() + ".history",
                    "Restore from another repository, or to a timeline before "
                            + timeline
                            + "; without this file PostgreSQL would stop short in silence.");
        }
        return TimelineHistory.parse(timeline, content);
    }
}
