package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;

/**
 * A rolled object, as its name tells it.
 *
 * @param end not included
 */
public record Span(Lsn start, Lsn end) {
    /** What a piece or a rolled object spans at most; part of the format. */
    public static final long MAX_BYTES = 16L << 20;

    static Span parse(String name) {
        int dash = name.indexOf('-');
        return new Span(
                Lsn.parseFixed(name.substring(0, Math.max(dash, 0))),
                Lsn.parseFixed(name.substring(dash + 1)));
    }

    boolean contains(Lsn lsn) {
        return !lsn.isBefore(start) && lsn.isBefore(end);
    }
}
