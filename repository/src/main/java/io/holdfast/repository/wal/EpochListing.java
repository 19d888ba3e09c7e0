package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a listing of an epoch's folder shows: where to look, and nothing more.
 *
 * @param pieces the starts of pieces and of the seal
 * @param rolled by start, the longer first
 */
record EpochListing(NavigableSet<Lsn> pieces, NavigableSet<Span> rolled) {
    private static final String ROLLED = "rolled/";
    private static final Pattern PIECE_NAME = Pattern.compile("[0-9A-F]{16}");
    private static final Pattern ROLLED_NAME =
            Pattern.compile(ROLLED + "[0-9A-F]{16}-[0-9A-F]{16}");

    static EpochListing of(EpochWal wal) {
        String folder = WalNames.folder(wal.epoch().epoch(), wal.epoch().timeline());
        NavigableSet<Lsn> pieces = new TreeSet<>();
        NavigableSet<Span> rolled =
                new TreeSet<>(
                        Comparator.comparing(Span::start)
                                .thenComparing(Comparator.comparing(Span::end).reversed()));
        for (ObjectInfo object : new Listing(wal.repository().store(), folder, "")) {
            String name = object.name().substring(folder.length());
            // a later version may keep more here
            if (PIECE_NAME.matcher(name).matches()) {
                pieces.add(Lsn.parseFixed(name));
            } else if (ROLLED_NAME.matcher(name).matches()) {
                rolled.add(Span.parse(name.substring(ROLLED.length())));
            }
        }
        return new EpochListing(pieces, rolled);
    }

    /** The rolled objects that hold the byte at {@code lsn}, those that reach furthest first. */
    List<Span> rolledOver(Lsn lsn) {
        return rolled.stream()
                .filter(span -> span.contains(lsn))
                .sorted(Comparator.comparing(Span::end).reversed())
                .toList();
    }

    /** The greatest listed position up to {@code lsn} at which an object begins or ends. */
    Optional<Lsn> lastBoundary(Lsn lsn) {
        Stream<Lsn> starts = Stream.ofNullable(pieces.floor(lsn));
        Stream<Lsn> ends = rolled.stream().map(Span::end).filter(end -> !end.isAfter(lsn));
        return Stream.concat(starts, ends).max(Comparator.naturalOrder());
    }
}
