package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Finds an epoch's frontier. The listing tells from where to walk: a writer never puts a piece
 * before the eighth piece before it is confirmed, so whatever lies further back is unbroken. From
 * there on each name is asked for.
 */
final class FrontierWalk {
    /** Pieces that may be under way at once; part of the format. */
    static final int IN_FLIGHT = 8;

    private final EpochWal wal;
    private final EpochListing listing;
    private Optional<PieceMetadata> last = Optional.empty();

    FrontierWalk(EpochWal wal) {
        this.wal = wal;
        this.listing = EpochListing.of(wal);
    }

    Frontier walk() {
        Lsn position = beginning();
        while (true) {
            Optional<WalObject> found = wal.at(position);
            if (found.isPresent() && found.get() instanceof WalObject.Piece piece) {
                last = Optional.of(piece.metadata());
                position = piece.end();
                continue;
            }
            Optional<Span> rolled = rolledOver(position);
            if (rolled.isEmpty()) {
                return new Frontier(position, found.isPresent(), last);
            }
            position = rolled.get().end();
        }
    }

    /** The furthest position before which the listing shows that nothing can be missing. */
    private Lsn beginning() {
        NavigableSet<Lsn> pieces = listing.pieces();
        // one more than may be under way, and one for the seal
        Lsn back = pieces.isEmpty() ? null : pieces.last();
        for (int i = 0; i <= IN_FLIGHT && back != null; i++) {
            back = pieces.lower(back);
        }
        Lsn beginning = back == null ? wal.epoch().start() : back;
        // whatever lies before a rolled object was there before it, and may have been expired
        return listing.rolled().isEmpty()
                ? beginning
                : Lsn.max(beginning, listing.rolled().last().start());
    }

    private Optional<Span> rolledOver(Lsn position) {
        for (Span span : listing.rolledOver(position)) {
            Optional<PieceMetadata> metadata = wal.rolled(span);
            if (metadata.isPresent()) {
                last = metadata;
                return Optional.of(span);
            }
        }
        return Optional.empty();
    }
}
