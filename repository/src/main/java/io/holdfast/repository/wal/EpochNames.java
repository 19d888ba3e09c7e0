package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What listings of an epoch's folder show: where to look, and nothing more. An epoch whose names
 * fit into a page is listed once. Of a longer one, which may have millions, only windows are kept:
 * the names around the position that is read, and the last ones. Not for several threads.
 */
final class EpochNames {
    /** Names asked for at once where only the last few count. */
    private static final int PROBE = 100;

    private static final Comparator<Span> BY_START =
            Comparator.comparing(Span::start).thenComparing(Span::end);

    private final Lsn lowest;
    private final NameSeries<Lsn> pieceSeries;
    private final NameSeries<Span> rolledSeries;
    private final NameWindow<Lsn> pieces;
    private final NameWindow<Span> rolled;

    EpochNames(EpochWal wal) {
        String folder = WalNames.folder(wal.epoch().epoch(), wal.epoch().timeline());
        ObjectStore store = wal.repository().store();
        this.lowest = wal.epoch().start();
        this.pieceSeries = NameSeries.pieces(store, folder);
        this.rolledSeries = NameSeries.rolled(store, folder);
        ObjectPage first = store.list(folder, "");
        this.pieces =
                new NameWindow<>(
                        pieceSeries, Comparator.naturalOrder(), Lsn.ZERO, pieceSeries.read(first));
        this.rolled = new NameWindow<>(rolledSeries, BY_START, Lsn.ZERO, rolledSeries.read(first));
    }

    /** How many names are kept. */
    int size() {
        return pieces.names().size() + rolled.names().size();
    }

    /** The last piece, or the seal, at or before a position. */
    Optional<Lsn> pieceAtOrBefore(Lsn lsn) {
        return pieces.atOrBefore(lsn, lowest);
    }

    /** The rolled objects that hold the byte at {@code lsn}, those that reach furthest first. */
    List<Span> rolledOver(Lsn lsn) {
        rolled.cover(spanBefore(lsn), lsn);
        return rolled.names().headSet(rolledSeries.greatestAt(lsn), true).stream()
                .filter(span -> span.contains(lsn))
                .sorted(Comparator.comparing(Span::end).reversed())
                .toList();
    }

    /** What holds the byte at {@code lsn} starts behind this position. */
    private static Lsn spanBefore(Lsn lsn) {
        Lsn before = lsn.plus(1 - Span.MAX_BYTES);
        return before.isAfter(lsn) ? Lsn.ZERO : before;
    }

    /** The greatest listed position up to {@code lsn} at which an object begins or ends. */
    Optional<Lsn> lastBoundary(Lsn lsn) {
        Optional<Lsn> start = pieceAtOrBefore(lsn);
        if (start.filter(lsn::equals).isPresent()) {
            return start;
        }
        rolled.cover(spanBefore(lsn), lsn);
        Optional<Lsn> near = lastEnd(lsn);
        Optional<Lsn> end =
                near.isPresent()
                        ? near
                        : rolled.atOrBefore(lsn, lowest).flatMap(span -> lastEnd(lsn));
        return Stream.concat(start.stream(), end.stream()).max(Comparator.naturalOrder());
    }

    private Optional<Lsn> lastEnd(Lsn lsn) {
        return rolled.names().headSet(rolledSeries.greatestAt(lsn), true).stream()
                .map(Span::end)
                .filter(end -> !end.isAfter(lsn))
                .max(Comparator.naturalOrder());
    }

    /**
     * The last pieces and the seal: so many of them, or more, or all there are. Begins where the
     * window is, so it is asked before anything else.
     */
    List<Lsn> lastPieces(int want) {
        List<Lsn> shown = List.copyOf(pieces.names());
        if (pieces.reachesTheLast()) {
            return shown;
        }
        boolean isEnough = shown.size() >= want;
        Lsn known = isEnough ? shown.get(shown.size() - want) : lowest;
        long step = isEnough ? shown.getLast().minus(shown.getFirst()) : 1;
        return new NameSearch<>(pieceSeries, PROBE).last(known, step, want).page().names();
    }

    /** The last rolled object, if one starts not far before {@code from} or behind it. */
    Optional<Span> lastRolled(Lsn from) {
        rolled.cover(spanBefore(from), from);
        Optional<Span> shown = rolled.names().reversed().stream().findFirst();
        return rolled.reachesTheLast()
                ? shown
                : shown.flatMap(span -> lastFrom(span.start()).or(() -> shown));
    }

    private Optional<Span> lastFrom(Lsn known) {
        return new NameSearch<>(rolledSeries, PROBE)
                .last(known, Span.MAX_BYTES, 1).page().names().reversed().stream().findFirst();
    }
}
