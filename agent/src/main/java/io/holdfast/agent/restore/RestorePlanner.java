package io.holdfast.agent.restore;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.agent.restore.wal.Histories;
import io.holdfast.agent.restore.wal.Resolution;
import io.holdfast.agent.restore.wal.StopPoint;
import io.holdfast.agent.restore.wal.WalPlan;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.epoch.Tips;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.WalCoverage;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/** Finds out what a restore takes, and refuses what cannot be kept, before anything is written. */
public final class RestorePlanner {
    private RestorePlanner() {}

    /**
     * Reads the repository and looks at the destination; writes nothing.
     *
     * @throws HoldfastException of category refused, not found or integrity, saying what can be
     *     restored instead
     */
    public static RestorePlan plan(RestoreRequest request) {
        return route(request).plan();
    }

    /**
     * Reads the repository; writes nothing.
     *
     * @throws HoldfastException as {@link #plan} does
     */
    public static RestoreRoute route(RestoreRequest request) {
        ClusterRepository repository = request.repository();
        checkSpool(request);
        NavigableMap<EpochId, EpochRecord> epochs = new Epochs(repository).all();
        Choice choice = Choice.of(request, epochs, branch(request, epochs));
        BranchWal branch = choice.branch();
        Resolution resolution = choice.resolution();
        StopPoint stop = resolution.stop();
        Lsn first = branch.segmentSize().startOf(resolution.backup().wal().start());
        new WalCoverage(repository, branch.branch()).require(first, stop.end());
        WalPlan wal =
                WalPlan.of(
                        branch.branch(),
                        stop.timeline(),
                        branch.endOf(stop.timeline()),
                        Histories.load(repository, branch.branch(), epochs));
        return new RestoreRoute(request, branch, resolution, wal);
    }

    private static Branch branch(
            RestoreRequest request, NavigableMap<EpochId, EpochRecord> epochs) {
        Optional<TimelineId> timeline = request.timeline();
        Function<EpochRecord, Lsn> frontiers = EpochWal.frontiersIn(request.repository());
        if (timeline.isEmpty()) {
            return Branch.newest(epochs, frontiers)
                    .orElseThrow(
                            () ->
                                    new HoldfastException(
                                            ErrorCategory.NOT_FOUND,
                                            "no-wal",
                                            "repository %s holds no WAL of cluster %s"
                                                    .formatted(
                                                            request.repository().name(),
                                                            request.repository().clusterId()),
                                            "Restore from another repository; if none holds any,"
                                                    + " check the cluster's name, and start"
                                                    + " 'holdfast agent' on its host."));
        }
        return Tips.newest(epochs, e -> e.timeline().equals(timeline.get()), frontiers)
                .map(epoch -> Branch.to(epochs, epoch.epoch()))
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.NOT_FOUND,
                                        "timeline-not-found",
                                        "repository %s holds no WAL of timeline %s"
                                                .formatted(
                                                        request.repository().name(),
                                                        timeline.get()),
                                        "Leave the timeline out to follow the newest history."));
    }

    /** A spool inside of the data directory would end up in pg_rewind's way (T10). */
    private static void checkSpool(RestoreRequest request) {
        var spool = request.feeder().spool().toAbsolutePath().normalize();
        if (spool.startsWith(request.destination().dataDirectory())) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "spool-inside-data-directory",
                    "the spool " + spool + " lies inside of the data directory",
                    "Choose a spool outside of it.");
        }
    }
}
