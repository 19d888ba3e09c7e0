package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.ObjectNames;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names of one sort around the position that is read, out of any number of them. Moves with
 * what is asked; what it once listed it does not list again.
 */
final class NameWindow<T> {
    /** More names than this are not kept for being read behind the position. */
    private static final int KEPT = 2 * ObjectNames.PAGE;

    private final NameSeries<T> series;
    private final NavigableSet<T> names;
    private Lsn from;
    // null: there are no names behind the window
    private @Nullable Lsn until;

    /**
     * @param from from where on the page shows all names
     */
    NameWindow(NameSeries<T> series, Comparator<T> order, Lsn from, NamePage<T> page) {
        this.series = series;
        this.names = new TreeSet<>(order);
        this.from = from;
        this.until = from;
        add(page);
    }

    private void add(NamePage<T> page) {
        names.addAll(page.names());
        if (page.isLast()) {
            until = null;
        } else if (!page.names().isEmpty() && until != null) {
            // more may start where the last one does
            Lsn last = series.startOf(page.names().getLast());
            until = last.isAfter(until) ? last : last.plus(1);
        }
    }

    NavigableSet<T> names() {
        return names;
    }

    boolean reachesTheLast() {
        return until == null;
    }

    private boolean knows(Lsn lsn) {
        return !lsn.isBefore(from) && (until == null || lsn.isBefore(until));
    }

    /** Moves so that all names are known that start from {@code first} to {@code last}. */
    void cover(Lsn first, Lsn last) {
        if (first.isBefore(from) || (until != null && until.isBefore(first))) {
            names.clear();
            from = first;
            until = first;
        }
        while (until != null && !last.isBefore(until)) {
            add(series.from(until, ObjectNames.PAGE));
        }
        if (names.size() > KEPT) {
            names.removeIf(name -> series.startOf(name).isBefore(first));
            from = first;
        }
    }

    /**
     * The last name that starts at or before a position.
     *
     * @param lowest before which nothing starts
     */
    Optional<T> atOrBefore(Lsn position, Lsn lowest) {
        T greatest = series.greatestAt(position);
        if (!knows(position) || (names.floor(greatest) == null && lowest.isBefore(from))) {
            NameSearch.Found<T> found =
                    new NameSearch<>(series, ObjectNames.PAGE).upTo(position, lowest);
            names.clear();
            from = found.from();
            until = found.from();
            add(found.page());
        }
        return Optional.ofNullable(names.floor(greatest));
    }
}
