package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.wal.Span;
import io.holdfast.repository.wal.WalNames;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The WAL objects of an epoch as a listing shows them, with their sizes in bytes.
 *
 * @param pieces by start; seals are among them
 */
record EpochObjects(
        EpochRecord epoch, NavigableMap<Lsn, Long> pieces, NavigableMap<Span, Long> rolled) {
    private static final Comparator<Span> BY_START =
            Comparator.comparing(Span::start).thenComparing(Span::end);
    private static final Pattern PIECE = Pattern.compile("[0-9A-F]{16}");
    private static final Pattern ROLLED = Pattern.compile("rolled/[0-9A-F]{16}-[0-9A-F]{16}");

    static EpochObjects empty(EpochRecord epoch) {
        return new EpochObjects(epoch, new TreeMap<>(), new TreeMap<>(BY_START));
    }

    static EpochObjects list(ClusterRepository repository, EpochRecord epoch) {
        String folder = WalNames.folder(epoch.epoch(), epoch.timeline());
        EpochObjects objects = empty(epoch);
        for (ObjectInfo object : new Listing(repository.store(), folder, "")) {
            String name = object.name().substring(folder.length());
            // a later version may keep more here
            if (PIECE.matcher(name).matches()) {
                objects.pieces().put(Lsn.parseFixed(name), object.sizeBytes());
            } else if (ROLLED.matcher(name).matches()) {
                int start = name.indexOf('/') + 1;
                int dash = name.indexOf('-');
                Span span =
                        new Span(
                                Lsn.parseFixed(name.substring(start, dash)),
                                Lsn.parseFixed(name.substring(dash + 1)));
                objects.rolled().put(span, object.sizeBytes());
            }
        }
        return objects;
    }

    String name(Lsn piece) {
        return WalNames.piece(epoch.epoch(), epoch.timeline(), piece);
    }

    String name(Span span) {
        return WalNames.rolled(epoch.epoch(), epoch.timeline(), span.start(), span.end());
    }
}
