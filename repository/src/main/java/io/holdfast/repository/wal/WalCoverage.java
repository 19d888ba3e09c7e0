package io.holdfast.repository.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;
import java.util.Optional;

/**
 * Whether a stretch of WAL is there without a hole, found out from names and headers: an object
 * that was lost in the middle is noticed before anybody relies on what lies behind it. What the
 * objects hold is verified when they are read.
 */
public final class WalCoverage {
    private final ClusterRepository repository;
    private final Branch branch;

    public WalCoverage(ClusterRepository repository, Branch branch) {
        this.repository = repository;
        this.branch = branch;
    }

    /** Where the unbroken WAL that begins at {@code from} ends: {@code to}, or a hole before it. */
    public Lsn reach(Lsn from, Lsn to) {
        Lsn position = from;
        for (Stretch stretch : branch.stretches()) {
            Lsn end = stretch.end() == null ? to : Lsn.min(stretch.end(), to);
            if (!position.isBefore(end)) {
                continue;
            }
            if (position.isBefore(stretch.start())) {
                return position;
            }
            position = reach(new EpochWal(repository, stretch.epoch()), position, end);
            if (position.isBefore(end)) {
                return position;
            }
        }
        return Lsn.min(position, to);
    }

    /**
     * As {@link #reach}, where less is an error.
     *
     * @throws HoldfastException {@code wal-missing}, of category integrity
     */
    public void require(Lsn from, Lsn to) {
        Lsn reached = reach(from, to);
        if (reached.isBefore(to)) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-missing",
                    "repository %s holds no WAL at %s, and %s to %s is needed"
                            .formatted(repository.name(), reached, from, to),
                    "Restore from another repository, or to a target before " + reached + ".");
        }
    }

    private static Lsn reach(EpochWal wal, Lsn from, Lsn to) {
        EpochNames names = new EpochNames(wal);
        Lsn position = from;
        while (position.isBefore(to)) {
            Optional<Lsn> next = after(wal, names, position);
            if (next.isEmpty()) {
                // it may have been rolled up since this window was listed
                names = new EpochNames(wal);
                next = after(wal, names, position);
            }
            if (next.isEmpty()) {
                return position;
            }
            position = next.get();
        }
        return position;
    }

    private static Optional<Lsn> after(EpochWal wal, EpochNames names, Lsn position) {
        return names.rolledOver(position).stream()
                .findFirst()
                .map(Span::end)
                .or(() -> pieceEnd(wal, position, position))
                .or(
                        () ->
                                names.pieceAtOrBefore(position)
                                        .filter(start -> !start.equals(position))
                                        .flatMap(start -> pieceEnd(wal, start, position)));
    }

    private static Optional<Lsn> pieceEnd(EpochWal wal, Lsn start, Lsn position) {
        return wal.at(start)
                .filter(WalObject.Piece.class::isInstance)
                .map(piece -> ((WalObject.Piece) piece).end())
                .filter(end -> end.isAfter(position));
    }
}
