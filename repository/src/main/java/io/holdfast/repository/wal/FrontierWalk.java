package io.holdfast.repository.wal;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.util.List;
import java.util.Optional;

/**
 * Finds an epoch's frontier. The last names that are listed tell from where to walk: a writer never
 * puts a piece before the eighth piece before it is confirmed, so whatever lies further back is
 * unbroken. From there on each name is asked for, so it does no harm if newer ones are not listed
 * yet.
 */
final class FrontierWalk {
    /** Pieces that may be under way at once; part of the format. */
    static final int IN_FLIGHT = 8;

    // one more than may be under way, and one for the seal
    private static final int LOOKED_AT = IN_FLIGHT + 2;

    private final EpochWal wal;
    private final EpochNames names;
    private Lsn position;
    private Optional<PieceMetadata> last = Optional.empty();

    FrontierWalk(EpochWal wal) {
        this.wal = wal;
        this.names = new EpochNames(wal);
        this.position = wal.epoch().start();
    }

    /** As {@link #walk()}, but what cannot be read ends it. */
    Frontier walkToDamage() {
        try {
            return walk();
        } catch (HoldfastException e) {
            if (!e.category().mayBeDamage()) {
                throw e;
            }
            return new Frontier(position, false, last, Optional.of(e));
        }
    }

    Frontier walk() {
        position = beginning();
        while (true) {
            Optional<WalObject> found = look();
            if (found.isPresent() && found.get() instanceof WalObject.Piece piece) {
                last = Optional.of(piece.metadata());
                position = piece.end();
                continue;
            }
            Optional<Span> rolled = rolledOver(position);
            if (rolled.isEmpty()) {
                return new Frontier(position, found.isPresent(), last, Optional.empty());
            }
            position = rolled.get().end();
        }
    }

    /** A piece that cannot be read is none if a rolled object holds the same. */
    private Optional<WalObject> look() {
        try {
            return wal.at(position);
        } catch (HoldfastException e) {
            if (!e.category().mayBeDamage() || rolledOver(position).isEmpty()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The furthest position before which the listing shows that nothing can be missing. */
    private Lsn beginning() {
        List<Lsn> pieces = names.lastPieces(LOOKED_AT);
        Lsn beginning =
                pieces.size() < LOOKED_AT
                        ? wal.epoch().start()
                        : pieces.get(pieces.size() - LOOKED_AT);
        // whatever lies before a rolled object was there before it, and may have been expired
        return names.lastRolled(beginning)
                .map(rolled -> Lsn.max(beginning, rolled.start()))
                .orElse(beginning);
    }

    /** The one that reaches furthest of those that can be read. */
    private Optional<Span> rolledOver(Lsn position) {
        Optional<HoldfastException> damage = Optional.empty();
        for (Span span : names.rolledOver(position)) {
            try {
                Optional<PieceMetadata> metadata = wal.rolled(span);
                if (metadata.isPresent()) {
                    last = metadata;
                    return Optional.of(span);
                }
            } catch (HoldfastException e) {
                if (!e.category().mayBeDamage()) {
                    throw e;
                }
                damage = damage.or(() -> Optional.of(e));
            }
        }
        if (damage.isPresent()) {
            throw damage.get();
        }
        return Optional.empty();
    }
}
