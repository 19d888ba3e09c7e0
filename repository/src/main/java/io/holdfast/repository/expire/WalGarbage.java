package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.expire.EpochFolder.Sized;
import io.holdfast.repository.wal.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The WAL objects of one epoch that nobody needs: pieces, then rolled objects, the oldest first.
 * Goes through the epoch's names and holds a page of them, however many there are.
 */
final class WalGarbage {
    /**
     * So many names at the end of every epoch are never touched: twice what a writer may have under
     * way, and a seal, so that everyone finds the frontier as if nothing had been deleted.
     */
    static final int UNTOUCHED = 17;

    private final EpochFolder folder;
    private final KeptWal kept;
    private long listedBytes;

    /**
     * An object that goes.
     *
     * @param start where its WAL begins
     * @param coveredBy the name of the object that holds the same WAL and stays; null: nobody needs
     *     the WAL
     */
    record Item(String name, Lsn start, long sizeBytes, @Nullable String coveredBy) {}

    /** What is done with an object that goes. */
    interface Taker<E extends Exception> {
        /** False: no more of them are wanted. */
        boolean take(Item item) throws E;
    }

    WalGarbage(EpochFolder folder, KeptWal kept) {
        this.folder = folder;
        this.kept = kept;
    }

    /** Of all WAL objects that were gone through. */
    long listedBytes() {
        return listedBytes;
    }

    /** Returns whether all were taken. */
    <E extends Exception> boolean each(Taker<E> taker) throws E {
        Deque<Sized<Lsn>> last = new ArrayDeque<>();
        if (!pieces(taker, last)) {
            return false;
        }
        // a short epoch is left alone as a whole
        Lsn untouched = last.size() > UNTOUCHED ? secondOf(last) : Lsn.ZERO;
        return rolled(taker, untouched);
    }

    private static Lsn secondOf(Deque<Sized<Lsn>> last) {
        return last.stream().skip(1).findFirst().orElseThrow().name();
    }

    /**
     * @param last receives the pieces that are not touched, and before them the last that is
     */
    private <E extends Exception> boolean pieces(Taker<E> taker, Deque<Sized<Lsn>> last) throws E {
        Covers covers = new Covers(folder.rolled(), this::isKept);
        Iterator<Sized<Lsn>> pieces = folder.pieces();
        while (pieces.hasNext()) {
            Sized<Lsn> piece = pieces.next();
            listedBytes += piece.bytes();
            last.add(piece);
            if (last.size() > UNTOUCHED + 1) {
                last.remove();
            }
            if (last.size() == UNTOUCHED + 1 && !piece(taker, covers, last)) {
                return false;
            }
        }
        return true;
    }

    private <E extends Exception> boolean piece(
            Taker<E> taker, Covers covers, Deque<Sized<Lsn>> last) throws E {
        Sized<Lsn> piece = last.getFirst();
        Span span = spanOf(piece.name(), secondOf(last));
        Span cover = covers.ofPiece(piece.name());
        return (isKept(span) && cover == null)
                || taker.take(item(folder.name(piece.name()), span, piece.bytes(), cover));
    }

    private <E extends Exception> boolean rolled(Taker<E> taker, Lsn untouched) throws E {
        Covers covers = new Covers(folder.rolled(), this::isKept);
        Iterator<Sized<Span>> rolled = folder.rolled();
        while (rolled.hasNext()) {
            Sized<Span> object = rolled.next();
            Span span = object.name();
            listedBytes += object.bytes();
            Span cover = covers.of(span);
            boolean goes = !span.end().isAfter(untouched) && (!isKept(span) || cover != null);
            if (goes && !taker.take(item(folder.name(span), span, object.bytes(), cover))) {
                return false;
            }
        }
        return true;
    }

    private boolean isKept(Span span) {
        return kept.keeps(folder.epoch().epoch(), span);
    }

    private Item item(String name, Span span, long sizeBytes, @Nullable Span cover) {
        String coveredBy = isKept(span) && cover != null ? folder.name(cover) : null;
        return new Item(name, span.start(), sizeBytes, coveredBy);
    }

    /** Where a piece may end at most: a listing shows only where it begins. */
    private Span spanOf(Lsn start, Lsn next) {
        long segment = folder.epoch().walSegmentSize();
        Lsn segmentEnd = start.plus(segment - Long.remainderUnsigned(start.value(), segment));
        Lsn end = Lsn.min(start.plus(Span.MAX_BYTES), segmentEnd);
        return new Span(start, Lsn.min(next, end));
    }
}
