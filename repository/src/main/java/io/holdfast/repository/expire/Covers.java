package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.expire.EpochFolder.Sized;
import io.holdfast.repository.wal.Span;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rolled objects that stay, around a position that moves forward: those that start at or before
 * it and reach behind it. There are a few of them at any position.
 */
final class Covers {
    private final Iterator<Sized<Span>> rolled;
    private final Predicate<Span> isKept;
    private final List<Span> around = new ArrayList<>();
    private @Nullable Span next;

    Covers(Iterator<Sized<Span>> rolled, Predicate<Span> isKept) {
        this.rolled = rolled;
        this.isKept = isKept;
        this.next = nextKept();
    }

    private @Nullable Span nextKept() {
        while (rolled.hasNext()) {
            Span span = rolled.next().name();
            if (isKept.test(span)) {
                return span;
            }
        }
        return null;
    }

    private void moveTo(Lsn position) {
        around.removeIf(span -> !span.end().isAfter(position));
        while (next != null && !next.start().isAfter(position)) {
            if (next.end().isAfter(position)) {
                around.add(next);
            }
            next = nextKept();
        }
    }

    /** The largest that holds the piece which starts here. */
    @Nullable Span ofPiece(Lsn start) {
        moveTo(start);
        return largest(span -> true);
    }

    /** The largest that holds the same WAL, never the object itself. */
    @Nullable Span of(Span inner) {
        moveTo(inner.start());
        return largest(span -> holds(span, inner) && !span.equals(inner));
    }

    private @Nullable Span largest(Predicate<Span> isCover) {
        Span largest = null;
        for (Span span : around) {
            if (isCover.test(span) && (largest == null || holds(span, largest))) {
                largest = span;
            }
        }
        return largest;
    }

    private static boolean holds(Span outer, Span inner) {
        return !inner.start().isBefore(outer.start()) && !inner.end().isAfter(outer.end());
    }
}
