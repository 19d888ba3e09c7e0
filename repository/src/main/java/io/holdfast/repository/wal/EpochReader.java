package io.holdfast.repository.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.OpenedContainer;
import io.holdfast.repository.epoch.EpochId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the WAL of one epoch, object by object, each checked whole. Keeps the object read last, and
 * a listing that is made again when it does not show what is needed. Not for several threads.
 */
final class EpochReader {
    private final EpochWal wal;
    private EpochListing listing;
    private @Nullable Run current;

    EpochReader(EpochWal wal) {
        this.wal = wal;
        this.listing = EpochListing.of(wal);
    }

    EpochId epoch() {
        return wal.epoch().epoch();
    }

    /** A stretch of WAL that is in memory. */
    private record Run(Lsn start, Lsn end, byte[] bytes) {
        boolean contains(Lsn lsn) {
            return !lsn.isBefore(start) && lsn.isBefore(end);
        }
    }

    /**
     * Copies bytes from {@code from} up to {@code to} into {@code out}; all of them, or an {@code
     * INTEGRITY} error that names the LSN at which the WAL is broken.
     */
    void read(Lsn from, Lsn to, byte[] out, int offset) {
        Lsn position = from;
        while (position.isBefore(to)) {
            Run run = runAt(position);
            int length = (int) Lsn.min(run.end(), to).minus(position);
            System.arraycopy(
                    run.bytes(),
                    (int) position.minus(run.start()),
                    out,
                    offset + (int) position.minus(from),
                    length);
            position = position.plus(length);
        }
    }

    private Run runAt(Lsn position) {
        if (current == null || !current.contains(position)) {
            current =
                    find(position)
                            .or(() -> afterListingAgain(position))
                            .orElseThrow(() -> missing(position));
        }
        return current;
    }

    private Optional<Run> afterListingAgain(Lsn position) {
        listing = EpochListing.of(wal);
        return find(position);
    }

    private Optional<Run> find(Lsn position) {
        for (Span span : listing.rolledOver(position)) {
            Optional<Run> run = rolled(span);
            if (run.isPresent()) {
                return run;
            }
        }
        return piece(pieceStart(position));
    }

    private Optional<Run> rolled(Span span) {
        return wal.repository()
                .get(wal.name(span), EnumSet.of(ContainerKind.ROLLED))
                .map(
                        opened -> {
                            EpochWal.metadata(wal.epoch(), span, opened.header());
                            return new Run(span.start(), span.end(), opened.plain());
                        });
    }

    /**
     * Where the piece that holds the byte at {@code position} begins. Goes from name to name, since
     * the listing may not show the newest ones.
     */
    private Lsn pieceStart(Lsn position) {
        Lsn start = listing.lastBoundary(position).orElse(wal.epoch().start());
        while (start.isBefore(position)) {
            Optional<WalObject> found = wal.at(start);
            if (found.isPresent() && found.get() instanceof WalObject.Piece piece) {
                if (position.isBefore(piece.end())) {
                    return start;
                }
                start = piece.end();
                continue;
            }
            List<Span> rolled = listing.rolledOver(start);
            if (rolled.isEmpty()) {
                break;
            }
            start = rolled.getFirst().end();
        }
        // behind a seal or a rolled object, a piece may begin right here
        return position;
    }

    private Optional<Run> piece(Lsn start) {
        String name = WalNames.piece(wal.epoch().epoch(), wal.epoch().timeline(), start);
        return wal.repository()
                .get(name, EpochWal.PIECE_OR_SEAL)
                .filter(opened -> opened.header().kind() == ContainerKind.PIECE)
                .map(opened -> run(start, opened));
    }

    private Run run(Lsn start, OpenedContainer opened) {
        PieceMetadata metadata = EpochWal.metadata(wal.epoch(), start, opened.header());
        return new Run(start, metadata.end(), opened.plain());
    }

    private HoldfastException missing(Lsn position) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "wal-missing",
                "repository "
                        + wal.repository().name()
                        + " holds no WAL at "
                        + position
                        + " in epoch "
                        + wal.epoch().epoch(),
                "Restore from another repository, or to a target before " + position + ".");
    }
}
