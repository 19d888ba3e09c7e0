package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import java.util.List;

/**
 * Finds the last names up to some position among millions, by asking what comes from one position
 * on and then from another: a few times, and at most as often as a position has bits. Names that
 * are put or deleted meanwhile make it find others of the last, never go on for ever.
 */
final class NameSearch<T> {
    private static final Lsn END = new Lsn(-1);
    private static final long FIRST_STEP = 1 << 16;
    private static final int STEP_GROWTH_BITS = 4;

    private final NameSeries<T> series;
    private final int page;

    /**
     * @param page how many names are asked for at once
     */
    NameSearch(NameSeries<T> series, int page) {
        this.series = series;
        this.page = page;
    }

    /** All names from {@code from} on that the page shows. */
    record Found<T>(Lsn from, NamePage<T> page) {}

    /**
     * The last names of all.
     *
     * @param known a position behind which there are at least {@code want} names
     * @param step how far to look ahead at first, in bytes
     * @param want how many names there must be in the answer, fewer than in a page
     */
    Found<T> last(Lsn known, long step, int want) {
        Lsn low = known;
        long ahead = Math.max(step, 1);
        while (true) {
            Lsn high = plus(low, ahead);
            NamePage<T> shown = series.from(high, page);
            if (shown.isLast()) {
                return shown.names().size() >= want
                        ? new Found<>(high, shown)
                        : between(low, high, END, want);
            }
            low = lastBut(shown.names(), want);
            ahead = grown(ahead);
        }
    }

    /**
     * The last name that starts at or before a position, and what follows it.
     *
     * @param lowest before which nothing starts
     */
    Found<T> upTo(Lsn bound, Lsn lowest) {
        Lsn high = bound.plus(1);
        Lsn from = bound;
        long back = FIRST_STEP;
        while (true) {
            NamePage<T> shown = series.from(from, page);
            List<T> before = before(shown, bound);
            if (before.size() == shown.names().size() && !shown.isLast()) {
                return between(lastBut(before, 1), high, bound, 1);
            }
            if (!before.isEmpty() || !from.isAfter(lowest)) {
                return new Found<>(from, shown);
            }
            high = from;
            from = bound.minus(lowest) > back && back > 0 ? bound.plus(-back) : lowest;
            back = grown(back);
        }
    }

    /**
     * @param low from where on there are enough names up to the bound
     * @param high from where on there are too few
     */
    private Found<T> between(Lsn low, Lsn high, Lsn bound, int want) {
        Lsn from = low;
        Lsn to = high;
        while (true) {
            Lsn middle = from.plus(to.minus(from) >>> 1);
            NamePage<T> shown = series.from(middle, page);
            List<T> before = before(shown, bound);
            boolean goesOn = before.size() == shown.names().size() && !shown.isLast();
            if (goesOn) {
                from = lastBut(before, want);
                // others put names behind what was the last one
                to = Lsn.max(to, from.plus(1));
            } else if (before.size() >= want || !middle.isAfter(from)) {
                return new Found<>(middle, shown);
            } else {
                to = middle;
            }
        }
    }

    private List<T> before(NamePage<T> shown, Lsn bound) {
        return shown.names().stream().takeWhile(n -> !series.startOf(n).isAfter(bound)).toList();
    }

    private Lsn lastBut(List<T> names, int want) {
        return series.startOf(names.get(names.size() - want));
    }

    private static Lsn plus(Lsn lsn, long bytes) {
        Lsn sum = lsn.plus(bytes);
        return bytes < 0 || sum.isBefore(lsn) ? END : sum;
    }

    private static long grown(long step) {
        return step >= 1L << (Long.SIZE - 1 - STEP_GROWTH_BITS)
                ? Long.MAX_VALUE
                : step << STEP_GROWTH_BITS;
    }
}
