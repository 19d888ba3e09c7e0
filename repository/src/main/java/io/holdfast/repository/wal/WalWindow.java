package io.holdfast.repository.wal;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;
import java.util.List;
import java.util.Optional;

/**
 * The unbroken WAL of a branch that ends at the repository's frontier.
 *
 * @param start the oldest LSN from which nothing is missing up to {@code end}
 * @param end the frontier
 * @param last the metadata of the newest piece
 * @param damageBefore why what lies before {@code start} cannot be read; empty if nothing does, or
 *     a gap
 * @param damage why what stands at {@code end} cannot be read; empty if nothing stands there
 */
public record WalWindow(
        Lsn start,
        Lsn end,
        Optional<PieceMetadata> last,
        Optional<HoldfastException> damageBefore,
        Optional<HoldfastException> damage) {

    /**
     * Looks at where each stretch ends in this repository. A stretch that ends before its
     * continuation LSN (its tail was never copied here) ends the window: older base backups lead no
     * further. One that follows a gap begins another.
     *
     * @throws HoldfastException if an object at the end of a stretch cannot be read
     */
    public static WalWindow of(ClusterRepository repository, Branch branch) {
        return of(repository, branch, false);
    }

    /**
     * For those who restore: what is held behind an object that cannot be read, or behind WAL that
     * is not here, is a window of its own.
     */
    public static WalWindow readable(ClusterRepository repository, Branch branch) {
        return of(repository, branch, true);
    }

    private static WalWindow of(ClusterRepository repository, Branch branch, boolean isForReaders) {
        List<Stretch> stretches = branch.stretches();
        Lsn start = stretches.getFirst().start();
        Lsn position = start;
        Optional<PieceMetadata> last = Optional.empty();
        Optional<HoldfastException> before = Optional.empty();
        Optional<HoldfastException> damage = Optional.empty();
        for (Stretch stretch : stretches) {
            if (damage.isPresent()
                    || stretch.followsGap()
                    || hasGapBefore(repository, stretch, position)) {
                start = stretch.start();
                position = start;
                before = damage;
            }
            EpochWal wal = new EpochWal(repository, stretch.epoch());
            Frontier frontier = isForReaders ? wal.readable() : wal.frontier();
            if (position.isBefore(stretch.start())) {
                // what this stretch continues is not here; its writer may not have known of it
                boolean holdsAny = frontier.end().isAfter(stretch.start());
                if (!isForReaders || !(holdsAny || frontier.damage().isPresent())) {
                    continue;
                }
                start = stretch.start();
                before = Optional.empty();
            }
            last = frontier.last().isPresent() ? frontier.last() : last;
            Lsn used = stretch.end();
            position = used == null ? frontier.end() : Lsn.min(used, frontier.end());
            // what the branch does not use may be damaged
            damage = frontier.damage().filter(e -> used == null || frontier.end().isBefore(used));
        }
        return new WalWindow(start, position, last, before, damage);
    }

    private static boolean hasGapBefore(
            ClusterRepository repository, Stretch stretch, Lsn position) {
        return position.isBefore(stretch.start())
                && RecordedGaps.before(repository, stretch.epoch().epoch())
                        .cover(position, stretch.start());
    }
}
