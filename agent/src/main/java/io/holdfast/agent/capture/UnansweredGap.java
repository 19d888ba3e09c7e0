package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for a gap behind which no base backup is complete: the agent that found it may have died
 * before it had made one.
 */
final class UnansweredGap {
    private UnansweredGap() {}

    /** The newest gap of the branch, if it is one. */
    static Optional<CaptureEvent.GapFound> in(Branch branch, List<ClusterRepository> repositories) {
        Set<EpochId> since = new HashSet<>();
        for (Stretch stretch : branch.stretches().reversed()) {
            EpochRecord epoch = stretch.epoch();
            since.add(epoch.epoch());
            EpochRecord.Parent parent = epoch.parent();
            if (stretch.followsGap() && parent != null) {
                boolean isAnswered = repositories.stream().anyMatch(r -> holdsOne(r, since));
                return isAnswered ? Optional.empty() : Optional.of(gap(parent, epoch.start()));
            }
        }
        return Optional.empty();
    }

    private static CaptureEvent.GapFound gap(EpochRecord.Parent parent, Lsn end) {
        Lsn start = parent.end();
        return new CaptureEvent.GapFound(
                start, end, parent.timeline(), "no backup has been complete since");
    }

    // a gap that is told of twice does less harm than a repository that stops the others
    private static boolean holdsOne(ClusterRepository repository, Set<EpochId> since) {
        try {
            return new BackupCatalog(repository)
                    .list().stream()
                            .anyMatch(
                                    listed ->
                                            listed instanceof ListedBackup.Complete complete
                                                    && since.contains(
                                                            complete.manifest().wal().epoch()));
        } catch (HoldfastException e) {
            return false;
        }
    }
}
