package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a listing of an epoch's folder shows: where to look, and nothing more.
 *
 * @param pieces the starts of pieces and of the seal
 * @param rolled by start, the longer first
 */
record EpochListing(NavigableSet<Lsn> pieces, NavigableSet<Span> rolled) {
    private static final String ROLLED = "rolled/";

    static EpochListing of(EpochWal wal) {
        String folder = WalNames.folder(wal.epoch().epoch(), wal.epoch().timeline());
        NavigableSet<Lsn> pieces = new TreeSet<>();
        NavigableSet<Span> rolled =
                new TreeSet<>(
                        Comparator.comparing(Span::start)
                                .thenComparing(Comparator.comparing(Span::end).reversed()));
        for (ObjectInfo object : new Listing(wal.repository().store(), folder, "")) {
            String name = object.name().substring(folder.length());
            if (name.startsWith(ROLLED)) {
                rolled.add(Span.parse(name.substring(ROLLED.length())));
            } else {
                pieces.add(Lsn.parseFixed(name));
            }
        }
        return new EpochListing(pieces, rolled);
    }
}
