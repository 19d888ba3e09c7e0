package io.holdfast.cli.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Epochs;
import io.holdfast.repository.expire.RemainingWal;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.Frontier;
import io.holdfast.repository.wal.GapRecord;
import io.holdfast.repository.wal.PieceMetadata;
import io.holdfast.repository.wal.WalWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * The WAL of a cluster in one repository.
 *
 * @param window of the newest branch, if there is any WAL
 */
record HeldWal(List<HeldEpoch> epochs, Optional<Window> window, List<GapRecord> gaps) {
    private static final String GAPS = "gaps/";

    /**
     * @param end where its unbroken WAL in this repository ends
     * @param damage why what stands there cannot be read
     */
    record HeldEpoch(
            EpochId epoch,
            TimelineId timeline,
            String instance,
            Lsn start,
            Lsn end,
            EpochRecord.Reason reason,
            boolean isSealed,
            Instant createdAt,
            Optional<String> damage) {}

    /**
     * From where to where nothing is missing.
     *
     * @param sampledAt up to which instant the database's commits are in it
     */
    record Window(Lsn start, Lsn frontier, Optional<Instant> sampledAt) {}

    static HeldWal of(ClusterRepository repository) {
        NavigableMap<EpochId, EpochRecord> epochs = new Epochs(repository).all();
        List<HeldEpoch> held =
                epochs.values().stream().map(epoch -> epoch(repository, epoch)).toList();
        Optional<Window> window =
                Branch.newest(epochs, EpochWal.readableIn(repository))
                        .map(branch -> window(repository, branch));
        return new HeldWal(held, window, gaps(repository));
    }

    private static Window window(ClusterRepository repository, Branch branch) {
        WalWindow found = WalWindow.readable(repository, branch);
        return new Window(
                RemainingWal.start(repository, branch, found),
                found.end(),
                found.last().map(PieceMetadata::sampledAt));
    }

    private static HeldEpoch epoch(ClusterRepository repository, EpochRecord epoch) {
        Frontier frontier = new EpochWal(repository, epoch).readable();
        return new HeldEpoch(
                epoch.epoch(),
                epoch.timeline(),
                epoch.instance(),
                epoch.start(),
                frontier.end(),
                epoch.reason(),
                frontier.isSealed(),
                epoch.createdAt(),
                frontier.damage().map(Throwable::getMessage));
    }

    private static List<GapRecord> gaps(ClusterRepository repository) {
        List<GapRecord> gaps = new ArrayList<>();
        for (ObjectInfo object : new Listing(repository.store(), GAPS, "")) {
            repository
                    .getRecord(ContainerKind.GAP, object.name(), GapRecord.class)
                    .ifPresent(gaps::add);
        }
        return gaps;
    }
}
