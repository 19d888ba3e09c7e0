package io.holdfast.repository.backup;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import java.util.List;

/**
 * The WAL without which the backup is worth nothing: from {@code start} to {@code stop}.
 *
 * @param epoch in which the instance captured WAL when the backup began
 * @param start {@code START WAL LOCATION} of the label: the redo point where replay begins
 * @param checkpoint {@code CHECKPOINT LOCATION} of the label
 * @param stop the position that recovery must pass for the copy to be consistent
 */
public record BackupWal(EpochId epoch, TimelineId timeline, Lsn start, Lsn checkpoint, Lsn stop) {

    /**
     * Whether this WAL was written on the way that the branch went, held or not: by epochs,
     * timelines and LSNs, never by names. Epochs may begin while a backup is made; what they hold
     * is the same history until the timeline changes, or a person decides for another one.
     */
    public boolean liesOn(Branch branch) {
        List<Stretch> later =
                branch.stretches().stream()
                        .dropWhile(stretch -> !stretch.epoch().epoch().equals(epoch))
                        .toList();
        return !later.isEmpty()
                && later.stream().skip(1).noneMatch(this::isLeftFor)
                && branch.timelineOf(start).equals(timeline)
                && branch.timelineOf(stop.plus(-1)).equals(timeline);
    }

    private boolean isLeftFor(Stretch next) {
        return next.epoch().reason() == EpochRecord.Reason.ADOPT && next.start().isBefore(stop);
    }
}
