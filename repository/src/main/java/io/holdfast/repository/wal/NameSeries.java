package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The names of one sort in an epoch's folder. They have a fixed width and stand in the order of
 * their starts, so a listing can begin anywhere.
 */
final class NameSeries<T> {
    private static final Pattern PIECE = Pattern.compile("[0-9A-F]{16}");
    private static final Pattern ROLLED = Pattern.compile("[0-9A-F]{16}-[0-9A-F]{16}");
    private static final String ROLLED_FOLDER = "rolled/";

    private final ObjectStore store;
    private final Sort<T> sort;

    /**
     * What tells one sort from another.
     *
     * @param folder before every name of the sort
     * @param behind sorts after every name of the sort
     * @param before sorts, behind the folder, right before every name that starts at a position
     * @param greatest sorts after everything that starts at a position
     */
    private record Sort<T>(
            String folder,
            String behind,
            Pattern pattern,
            Function<String, T> parse,
            Function<T, Lsn> start,
            Function<Lsn, String> before,
            Function<Lsn, T> greatest) {}

    private NameSeries(ObjectStore store, Sort<T> sort) {
        this.store = store;
        this.sort = sort;
    }

    /** Pieces, and the seal. */
    static NameSeries<Lsn> pieces(ObjectStore store, String folder) {
        return new NameSeries<>(
                store,
                new Sort<>(
                        folder,
                        folder + "G",
                        PIECE,
                        Lsn::parseFixed,
                        start -> start,
                        // listings leave out where they begin
                        start -> start.isZero() ? "" : start.plus(-1).fixed(),
                        start -> start));
    }

    /** Rolled objects. */
    static NameSeries<Span> rolled(ObjectStore store, String folder) {
        String rolled = folder + ROLLED_FOLDER;
        return new NameSeries<>(
                store,
                new Sort<>(
                        rolled,
                        rolled + "G",
                        ROLLED,
                        Span::parse,
                        Span::start,
                        Lsn::fixed,
                        start -> new Span(start, new Lsn(-1))));
    }

    Lsn startOf(T name) {
        return sort.start().apply(name);
    }

    /** Sorts after every name that starts here. */
    T greatestAt(Lsn start) {
        return sort.greatest().apply(start);
    }

    /** The first names that start at or behind {@code from}: {@code max}, or all there are. */
    NamePage<T> from(Lsn from, int max) {
        List<T> names = new ArrayList<>();
        String after = sort.folder() + sort.before().apply(from);
        while (true) {
            ObjectPage page = store.list(sort.folder(), after, max - names.size());
            NamePage<T> read = read(page);
            names.addAll(read.names());
            if (read.isLast() || names.size() == max) {
                return new NamePage<>(names, read.isLast());
            }
            after = page.objects().getLast().name();
        }
    }

    /** What a page shows of this sort, if it was listed from before its first name. */
    NamePage<T> read(ObjectPage page) {
        List<T> names = new ArrayList<>();
        boolean isLast = !page.truncated();
        for (ObjectInfo object : page.objects()) {
            if (object.name().compareTo(sort.behind()) > 0) {
                isLast = true;
            } else if (object.name().startsWith(sort.folder())) {
                String name = object.name().substring(sort.folder().length());
                // a later version may keep more here
                if (sort.pattern().matcher(name).matches()) {
                    names.add(sort.parse().apply(name));
                }
            }
        }
        return new NamePage<>(names, isLast);
    }
}
