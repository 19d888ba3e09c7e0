package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;

/**
 * A rolled object, as its name tells it.
 *
 * @param end not included
 */
public record Span(Lsn start, Lsn end) {
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
