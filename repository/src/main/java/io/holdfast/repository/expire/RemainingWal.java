package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.Span;
import io.holdfast.repository.wal.WalWindow;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What expiry has left of a branch's WAL, told from names alone. It takes whole objects behind what
 * is kept, which ends with a segment or a rolled object, and no piece passes the end of its
 * segment. An object that was lost in the middle of a segment is for those to find who read.
 */
public final class RemainingWal {
    private RemainingWal() {}

    /** The oldest LSN from which nothing was expired up to the end of the window. */
    public static Lsn start(ClusterRepository repository, Branch branch, WalWindow window) {
        Lsn start = window.start();
        for (Stretch stretch : branch.stretches()) {
            Lsn from = stretch.start();
            Lsn to = stretch.end() == null ? window.end() : Lsn.min(stretch.end(), window.end());
            if (!from.isBefore(window.start()) && from.isBefore(to)) {
                EpochFolder folder = new EpochFolder(repository, stretch.epoch());
                start = behindLastHole(new BySpan(folder), start, from, to);
            }
        }
        return start;
    }

    private static Lsn behindLastHole(Iterator<Span> held, Lsn otherwise, Lsn from, Lsn to) {
        Lsn start = otherwise;
        Lsn covered = from;
        while (held.hasNext()) {
            Span span = held.next();
            if (!span.start().isBefore(to)) {
                break;
            }
            if (span.start().isAfter(covered)) {
                start = span.start();
            }
            covered = Lsn.max(covered, span.end());
        }
        return start;
    }

    /** Pieces and rolled objects in the order in which they begin. */
    private static final class BySpan implements Iterator<Span> {
        private final EpochRecord epoch;
        private final Iterator<EpochFolder.Sized<Lsn>> pieces;
        private final Iterator<EpochFolder.Sized<Span>> rolled;
        private @Nullable Span piece;
        private @Nullable Span run;

        BySpan(EpochFolder folder) {
            this.epoch = folder.epoch();
            this.pieces = folder.pieces();
            this.rolled = folder.rolled();
            nextPiece();
            nextRun();
        }

        private void nextPiece() {
            piece = pieces.hasNext() ? longest(pieces.next().name()) : null;
        }

        private void nextRun() {
            run = rolled.hasNext() ? rolled.next().name() : null;
        }

        private Span longest(Lsn start) {
            long segment = epoch.walSegmentSize();
            return new Span(
                    start, start.plus(segment - Long.remainderUnsigned(start.value(), segment)));
        }

        @Override
        public boolean hasNext() {
            return piece != null || run != null;
        }

        @Override
        public Span next() {
            Span first = piece;
            Span second = run;
            if (first == null || (second != null && second.start().isBefore(first.start()))) {
                nextRun();
                return Objects.requireNonNull(second);
            }
            nextPiece();
            return first;
        }
    }
}
