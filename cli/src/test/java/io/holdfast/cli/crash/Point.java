package io.holdfast.cli.crash;

import io.holdfast.repository.container.ContainerKind;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A named point of a command: before a request reaches the store, or when the store has done it and
 * the command does not know yet.
 *
 * @param occurrence the how manieth such request, from 1
 */
record Point(String name, Moment moment, Predicate<S3Request> request, int occurrence) {
    /** On which side of the store's work. */
    enum Moment {
        BEFORE,
        AFTER
    }

    static Point before(ContainerKind put) {
        return before(put, 1);
    }

    static Point before(ContainerKind put, int occurrence) {
        return new Point(name(put), Moment.BEFORE, request -> request.puts(put), occurrence);
    }

    static Point after(ContainerKind put) {
        return after(put, 1);
    }

    static Point after(ContainerKind put, int occurrence) {
        return new Point(name(put), Moment.AFTER, request -> request.puts(put), occurrence);
    }

    static Point beforeDelete(String part) {
        return new Point("delete of " + part, Moment.BEFORE, r -> r.deletes(part), 1);
    }

    static Point afterDelete(String part) {
        return new Point("delete of " + part, Moment.AFTER, r -> r.deletes(part), 1);
    }

    static Point beforeGet(String part) {
        return new Point("get of " + part, Moment.BEFORE, r -> r.gets(part), 1);
    }

    static Point atGet(String part, int occurrence) {
        return new Point("get of " + part, Moment.AFTER, r -> r.gets(part), occurrence);
    }

    private static String name(ContainerKind put) {
        return put.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "%s %s %d".formatted(moment.name().toLowerCase(Locale.ROOT), name, occurrence);
    }
}
