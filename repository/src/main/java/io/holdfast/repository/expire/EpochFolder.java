package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.store.Listing;
import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.wal.Span;
import io.holdfast.repository.wal.WalNames;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The WAL objects of an epoch, page after page of a listing: an epoch that was written for months
 * has more of them than fit into memory.
 */
record EpochFolder(ClusterRepository repository, EpochRecord epoch) {
    private static final Pattern PIECE = Pattern.compile("[0-9A-F]{16}");
    private static final Pattern ROLLED = Pattern.compile("[0-9A-F]{16}-[0-9A-F]{16}");
    private static final String ROLLED_FOLDER = "rolled/";

    /** An object and its size. */
    record Sized<T>(T name, long bytes) {}

    /** By start; seals are among them. */
    Iterator<Sized<Lsn>> pieces() {
        String folder = WalNames.folder(epoch.epoch(), epoch.timeline());
        // rolled objects follow, and are not gone through here
        return objects(folder, name -> !name.startsWith(ROLLED_FOLDER), EpochFolder::piece);
    }

    /** By start, then by end. */
    Iterator<Sized<Span>> rolled() {
        String folder = WalNames.folder(epoch.epoch(), epoch.timeline()) + ROLLED_FOLDER;
        return objects(folder, name -> true, EpochFolder::span);
    }

    /** Of all of them. */
    long bytes() {
        long bytes = 0;
        for (Iterator<Sized<Lsn>> pieces = pieces(); pieces.hasNext(); ) {
            bytes += pieces.next().bytes();
        }
        for (Iterator<Sized<Span>> rolled = rolled(); rolled.hasNext(); ) {
            bytes += rolled.next().bytes();
        }
        return bytes;
    }

    private <T> Iterator<Sized<T>> objects(
            String folder, Predicate<String> goesOn, Function<String, Optional<T>> parse) {
        Iterator<ObjectInfo> listing = new Listing(repository.store(), folder, "").iterator();
        return stream(listing)
                .takeWhile(object -> goesOn.test(object.name().substring(folder.length())))
                .flatMap(
                        object ->
                                parse
                                        .apply(object.name().substring(folder.length()))
                                        .map(name -> new Sized<>(name, object.sizeBytes()))
                                        .stream())
                .iterator();
    }

    private static Stream<ObjectInfo> stream(Iterator<ObjectInfo> listing) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(listing, 0), false);
    }

    // a later version may keep more here
    private static Optional<Lsn> piece(String name) {
        return PIECE.matcher(name).matches() ? Optional.of(Lsn.parseFixed(name)) : Optional.empty();
    }

    private static Optional<Span> span(String name) {
        if (!ROLLED.matcher(name).matches()) {
            return Optional.empty();
        }
        int dash = name.indexOf('-');
        return Optional.of(
                new Span(
                        Lsn.parseFixed(name.substring(0, dash)),
                        Lsn.parseFixed(name.substring(dash + 1))));
    }

    String name(Lsn piece) {
        return WalNames.piece(epoch.epoch(), epoch.timeline(), piece);
    }

    String name(Span span) {
        return WalNames.rolled(epoch.epoch(), epoch.timeline(), span.start(), span.end());
    }
}
