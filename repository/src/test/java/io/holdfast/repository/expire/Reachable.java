package io.holdfast.repository.expire;

import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.expire.History.Bytes;
import io.holdfast.repository.expire.History.Piece;
import io.holdfast.repository.expire.History.Taken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What can be restored from a repository right now, found out object by object. */
final class Reachable {
    private final History history;
    private final Set<String> names = new HashSet<>();

    Reachable(History history) {
        this.history = history;
        Stream.concat(history.pieces.stream(), history.rolled.stream())
                .map(Piece::name)
                .filter(name -> history.repository.store().size(name).isPresent())
                .forEach(names::add);
    }

    /** The end of a piece on the way to an epoch. */
    record Point(EpochId tip, long lsn) {}

    boolean holds(Bytes bytes) {
        return reach(bytes) >= bytes.end();
    }

    private long reach(Bytes bytes) {
        long position = bytes.start();
        while (position < bytes.end()) {
            long at = position;
            long next =
                    Stream.concat(history.pieces.stream(), history.rolled.stream())
                            .filter(
                                    p ->
                                            p.epoch().equals(bytes.epoch())
                                                    && names.contains(p.name()))
                            .filter(p -> p.start() <= at && at < p.end())
                            .mapToLong(Piece::end)
                            .max()
                            .orElse(at);
            if (next == at) {
                return at;
            }
            position = next;
        }
        return position;
    }

    /** From where on nothing is missing up to the end of the way to an epoch; of a window of it. */
    long unbrokenFrom(EpochRecord tip, long start, long end) {
        long from = start;
        for (Bytes stretch : path(tip)) {
            long to = Math.min(stretch.end(), end);
            for (long position = stretch.start(); start <= position && position < to; ) {
                long reached = reach(new Bytes(stretch.epoch(), position, to));
                position = reached < to ? nextFrom(stretch.epoch(), reached, to) : to;
                from = reached < to ? position : from;
            }
        }
        return from;
    }

    private long nextFrom(EpochId epoch, long position, long otherwise) {
        return Stream.concat(history.pieces.stream(), history.rolled.stream())
                .filter(p -> p.epoch().equals(epoch) && names.contains(p.name()))
                .mapToLong(Piece::start)
                .filter(start -> start > position)
                .min()
                .orElse(otherwise);
    }

    boolean isListed(Taken backup) {
        return history.repository.store().size("backups/" + backup.id() + "/manifest").isPresent();
    }

    boolean isWhole(Taken backup) {
        return backup.wal().stream().allMatch(this::holds);
    }

    /** Every point to which this backup can be taken, on every branch, not older than this. */
    Set<Point> points(Taken backup, Instant since) {
        Set<Point> points = new HashSet<>();
        if (!isListed(backup) || !isWhole(backup)) {
            return points;
        }
        for (EpochRecord tip : history.epochs) {
            List<Bytes> path = path(tip);
            if (backup.wal().stream().allMatch(b -> contains(path, b))) {
                for (Piece piece : pointsAfter(backup, path)) {
                    if (!piece.at().isBefore(since)) {
                        points.add(new Point(tip.epoch(), piece.end()));
                    }
                }
            }
        }
        return points;
    }

    /** All that can be reached from any backup. */
    Set<Point> points(Instant since) {
        Set<Point> points = new HashSet<>();
        history.backups.forEach(b -> points.addAll(points(b, since)));
        return points;
    }

    private List<Piece> pointsAfter(Taken backup, List<Bytes> path) {
        List<Piece> reached = new ArrayList<>();
        long position = backup.stop();
        for (Bytes stretch : path) {
            if (stretch.end() <= position) {
                continue;
            }
            if (stretch.start() > position) {
                return reached;
            }
            long from = position;
            long to = reach(new Bytes(stretch.epoch(), from, stretch.end()));
            history.pieces.stream()
                    .filter(p -> p.epoch().equals(stretch.epoch()))
                    .filter(p -> p.end() > from && p.end() <= Math.min(to, stretch.end()))
                    .forEach(reached::add);
            if (to < stretch.end()) {
                return reached;
            }
            position = stretch.end();
        }
        return reached;
    }

    private static boolean contains(List<Bytes> path, Bytes bytes) {
        return path.stream()
                .anyMatch(
                        s ->
                                s.epoch().equals(bytes.epoch())
                                        && s.start() <= bytes.start()
                                        && bytes.end() <= s.end());
    }

    private List<Bytes> path(EpochRecord tip) {
        List<Bytes> path = new ArrayList<>();
        long end =
                history.pieces.stream()
                        .filter(p -> p.epoch().equals(tip.epoch()))
                        .mapToLong(Piece::end)
                        .max()
                        .orElse(tip.start().value());
        EpochRecord epoch = tip;
        while (true) {
            path.addFirst(new Bytes(epoch.epoch(), epoch.start().value(), end));
            EpochRecord.Parent parent = epoch.parent();
            if (parent == null) {
                return path;
            }
            end = parent.end().value();
            epoch = history.epochs.get(parent.epoch().number() - 1);
        }
    }
}
