package io.holdfast.repository.wal;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.ContainerHeader;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects that hold the WAL of a branch, one after the other, by their names and headers: those
 * that a reader would use. Not for several threads.
 */
public final class WalChain {
    private final ClusterRepository repository;
    private final Branch branch;
    private @Nullable EpochWal wal;
    private @Nullable EpochNames names;

    /** What is found where the WAL goes on. */
    public sealed interface Link {
        /** The name of the object, below the cluster's folder. */
        String name();

        /**
         * An object whose header fits its name.
         *
         * @param start of the object, which may lie before the position that was asked for
         * @param end of what the branch uses of it
         */
        record Found(String name, Stretch stretch, ContainerHeader header, Lsn start, Lsn end)
                implements Link {}

        /** Nothing; {@code name} is where a piece would stand. */
        record Missing(String name) implements Link {}

        /** Something that is not what its name says. */
        record Damaged(String name, HoldfastException reason) implements Link {}
    }

    public WalChain(ClusterRepository repository, Branch branch) {
        this.repository = repository;
        this.branch = branch;
    }

    /** The object that holds the byte at {@code position}. */
    public Link at(Lsn position) {
        Stretch stretch = stretchOf(position);
        if (wal == null || !wal.epoch().epoch().equals(stretch.epoch().epoch())) {
            wal = new EpochWal(repository, stretch.epoch());
            names = null;
        }
        boolean isFresh = names == null;
        EpochNames seen = names == null ? new EpochNames(wal) : names;
        Optional<Link> link = look(wal, seen, stretch, position);
        if (link.isEmpty() && !isFresh) {
            // it may have been rolled up meanwhile
            seen = new EpochNames(wal);
            link = look(wal, seen, stretch, position);
        }
        names = seen;
        return link.orElseGet(() -> new Link.Missing(pieceName(stretch, position)));
    }

    private Stretch stretchOf(Lsn position) {
        return branch.stretches().stream()
                .filter(stretch -> stretch.end() == null || position.isBefore(stretch.end()))
                .findFirst()
                .orElse(branch.newest());
    }

    private static Optional<Link> look(
            EpochWal wal, EpochNames names, Stretch stretch, Lsn position) {
        if (position.isBefore(stretch.start())) {
            return Optional.empty();
        }
        for (Span span : names.rolledOver(position)) {
            Optional<Link> rolled = rolled(wal, stretch, span);
            if (rolled.isPresent()) {
                return rolled;
            }
        }
        return piece(wal, stretch, position, position)
                .or(
                        () ->
                                names.pieceAtOrBefore(position)
                                        .filter(start -> !start.equals(position))
                                        .flatMap(start -> piece(wal, stretch, start, position)));
    }

    private static Optional<Link> rolled(EpochWal wal, Stretch stretch, Span span) {
        String name = wal.name(span);
        return guarded(
                name,
                () ->
                        wal.repository()
                                .header(name, EnumSet.of(ContainerKind.ROLLED))
                                .map(
                                        header -> {
                                            EpochWal.metadata(wal.epoch(), span, header);
                                            return found(stretch, header, span.start(), span.end());
                                        }));
    }

    private static Optional<Link> piece(EpochWal wal, Stretch stretch, Lsn start, Lsn position) {
        return guarded(
                pieceName(stretch, start),
                () ->
                        wal.at(start)
                                .filter(WalObject.Piece.class::isInstance)
                                .map(WalObject.Piece.class::cast)
                                .filter(piece -> piece.end().isAfter(position))
                                .map(piece -> found(stretch, piece.header(), start, piece.end())));
    }

    private static Link found(Stretch stretch, ContainerHeader header, Lsn start, Lsn end) {
        Lsn used = stretch.end() == null ? end : Lsn.min(end, stretch.end());
        return new Link.Found(header.name(), stretch, header, start, used);
    }

    private static Optional<Link> guarded(String name, Supplier<Optional<Link>> look) {
        try {
            return look.get();
        } catch (HoldfastException e) {
            if (!e.category().mayBeDamage()) {
                throw e;
            }
            return Optional.of(new Link.Damaged(name, e));
        }
    }

    private static String pieceName(Stretch stretch, Lsn start) {
        return WalNames.piece(stretch.epoch().epoch(), stretch.epoch().timeline(), start);
    }
}
