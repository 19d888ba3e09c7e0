package io.holdfast.repository.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Whether a stretch of WAL is there without a hole, found out from names and headers: an object
 * that was lost in the middle is noticed before anybody relies on what lies behind it. What the
 * objects hold is verified when they are read.
 */
public final class WalCoverage {
    /** Of a rolled object; part of the format. */
    private static final long MAX_SPAN_BYTES = 16L << 20;

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
        EpochListing listing = EpochListing.of(wal);
        Lsn position = from;
        while (position.isBefore(to)) {
            Optional<Lsn> next = after(wal, listing, position);
            if (next.isEmpty()) {
                return position;
            }
            position = next.get();
        }
        return position;
    }

    private static Optional<Lsn> after(EpochWal wal, EpochListing listing, Lsn position) {
        Optional<Lsn> rolled = rolledEnd(listing.rolled(), position);
        if (rolled.isPresent()) {
            return rolled;
        }
        Lsn listed = listing.pieces().floor(position);
        Lsn start = listed == null ? position : listed;
        return wal.at(start)
                .filter(WalObject.Piece.class::isInstance)
                .map(piece -> ((WalObject.Piece) piece).end())
                .filter(end -> end.isAfter(position));
    }

    private static Optional<Lsn> rolledEnd(NavigableSet<Span> rolled, Lsn position) {
        return rolled.headSet(new Span(position, Lsn.ZERO), true).descendingSet().stream()
                .takeWhile(span -> position.minus(span.start()) < MAX_SPAN_BYTES)
                .filter(span -> span.contains(position))
                .map(Span::end)
                .max(Lsn::compareTo);
    }
}
