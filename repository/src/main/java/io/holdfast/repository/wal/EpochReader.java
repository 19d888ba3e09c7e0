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
 * listed names that are listed again when they do not show what is needed. A damaged object is
 * passed over where others hold the same WAL. Not for several threads.
 */
final class EpochReader {
    private final EpochWal wal;
    private final DamagedObjects damaged;
    private EpochNames names;
    private @Nullable Run current;

    /**
     * @param damaged told of every damaged object
     */
    EpochReader(EpochWal wal, DamagedObjects damaged) {
        this.wal = wal;
        this.damaged = damaged;
        this.names = new EpochNames(wal);
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
            damaged.begin();
            current =
                    find(position)
                            .or(() -> afterListingAgain(position))
                            .orElseThrow(() -> damaged.first().orElseGet(() -> missing(position)));
            damaged.bypass();
        }
        return current;
    }

    private Optional<Run> afterListingAgain(Lsn position) {
        names = new EpochNames(wal);
        return find(position);
    }

    private Optional<Run> find(Lsn position) {
        for (Span span : names.rolledOver(position)) {
            Optional<Run> run = rolled(span);
            if (run.isPresent()) {
                return run;
            }
        }
        // whoever reads on from piece to piece needs no listing
        return piece(position).or(() -> pieceBefore(position));
    }

    private Optional<Run> rolled(Span span) {
        return damaged.sound(
                wal.repository(),
                wal.name(span),
                () ->
                        wal.repository()
                                .get(wal.name(span), EnumSet.of(ContainerKind.ROLLED))
                                .map(opened -> run(span, opened)));
    }

    private Run run(Span span, OpenedContainer opened) {
        EpochWal.metadata(wal.epoch(), span, opened.header());
        return new Run(span.start(), span.end(), opened.plain());
    }

    /**
     * The piece that begins before {@code position} and holds it. Goes from name to name, since the
     * listing may not show the newest ones.
     */
    private Optional<Run> pieceBefore(Lsn position) {
        Lsn start = names.lastBoundary(position).orElse(wal.epoch().start());
        while (start.isBefore(position)) {
            Optional<WalObject> found = at(start);
            if (found.isPresent() && found.get() instanceof WalObject.Piece piece) {
                if (position.isBefore(piece.end())) {
                    return piece(start);
                }
                start = piece.end();
                continue;
            }
            List<Span> rolled = names.rolledOver(start);
            if (rolled.isEmpty()) {
                break;
            }
            start = rolled.getFirst().end();
        }
        return Optional.empty();
    }

    private Optional<WalObject> at(Lsn start) {
        return damaged.sound(wal.repository(), wal.pieceName(start), () -> wal.at(start));
    }

    private Optional<Run> piece(Lsn start) {
        String name = wal.pieceName(start);
        return damaged.sound(
                wal.repository(),
                name,
                () ->
                        wal.repository()
                                .get(name, EpochWal.PIECE_OR_SEAL)
                                .filter(opened -> opened.header().kind() == ContainerKind.PIECE)
                                .map(opened -> run(start, opened)));
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
