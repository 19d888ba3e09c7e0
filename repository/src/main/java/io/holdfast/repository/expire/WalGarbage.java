package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.wal.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The WAL objects of one epoch that nobody needs, the oldest first. */
final class WalGarbage {
    /**
     * So many names at the end of every epoch are never touched: twice what a writer may have under
     * way, and a seal, so that everyone finds the frontier as if nothing had been deleted.
     */
    static final int UNTOUCHED = 17;

    /** Of a piece and of a rolled object; part of the format. */
    private static final long MAX_BYTES = 16L << 20;

    private final EpochObjects objects;
    private final KeptWal kept;
    private final NavigableSet<Span> covers;

    /**
     * An object that goes.
     *
     * @param start where its WAL begins
     * @param coveredBy the name of the object that holds the same WAL and stays; null: nobody needs
     *     the WAL
     */
    record Item(String name, Lsn start, long sizeBytes, @Nullable String coveredBy) {}

    WalGarbage(EpochObjects objects, KeptWal kept) {
        this.objects = objects;
        this.kept = kept;
        this.covers = new TreeSet<>(objects.rolled().comparator());
        objects.rolled().keySet().stream().filter(this::isKept).forEach(covers::add);
    }

    private boolean isKept(Span span) {
        return kept.keeps(objects.epoch().epoch(), span);
    }

    List<Item> items() {
        List<Item> items = new ArrayList<>();
        if (objects.pieces().size() <= UNTOUCHED) {
            return items;
        }
        Lsn untouched =
                objects.pieces().descendingKeySet().stream()
                        .skip(UNTOUCHED - 1)
                        .findFirst()
                        .orElseThrow();
        for (Map.Entry<Lsn, Long> piece : objects.pieces().headMap(untouched, false).entrySet()) {
            Span span = spanOf(piece.getKey());
            Span cover = cover(span, true);
            if (!isKept(span) || cover != null) {
                items.add(item(objects.name(piece.getKey()), span, piece.getValue(), cover));
            }
        }
        for (Map.Entry<Span, Long> rolled : objects.rolled().entrySet()) {
            Span span = rolled.getKey();
            Span cover = cover(span, false);
            boolean isOld = !span.end().isAfter(untouched);
            if (isOld && (!isKept(span) || cover != null)) {
                items.add(item(objects.name(span), span, rolled.getValue(), cover));
            }
        }
        items.sort(Comparator.comparing(Item::start));
        return items;
    }

    private Item item(String name, Span span, long sizeBytes, @Nullable Span cover) {
        String coveredBy = isKept(span) && cover != null ? objects.name(cover) : null;
        return new Item(name, span.start(), sizeBytes, coveredBy);
    }

    /** The largest kept rolled object that holds the same WAL; never the object itself. */
    private @Nullable Span cover(Span span, boolean isPiece) {
        Span largest = null;
        Span behind = new Span(span.start(), new Lsn(-1));
        for (Span cover : covers.headSet(behind, true).descendingSet()) {
            if (span.start().minus(cover.start()) >= MAX_BYTES) {
                break;
            }
            boolean covers =
                    isPiece
                            ? span.start().isBefore(cover.end())
                            : holds(cover, span) && !cover.equals(span);
            if (covers && (largest == null || holds(cover, largest))) {
                largest = cover;
            }
        }
        return largest;
    }

    private static boolean holds(Span outer, Span inner) {
        return !inner.start().isBefore(outer.start()) && !inner.end().isAfter(outer.end());
    }

    /** Where a piece may end at most: a listing shows only where it begins. */
    private Span spanOf(Lsn start) {
        long segment = objects.epoch().walSegmentSize();
        Lsn segmentEnd = start.plus(segment - Long.remainderUnsigned(start.value(), segment));
        Lsn end = Lsn.min(start.plus(MAX_BYTES), segmentEnd);
        Lsn next = objects.pieces().higherKey(start);
        return new Span(start, next == null ? end : Lsn.min(next, end));
    }
}
