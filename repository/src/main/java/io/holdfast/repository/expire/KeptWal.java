package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.backup.BackupWal;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * The WAL that stays, as ranges of epochs (T74). Follows the tree of epochs: names and numbers say
 * nothing about what continues what. Where a range has to be guessed it is the larger one.
 */
final class KeptWal {
    /** Behind every LSN. */
    private static final Lsn END = new Lsn(-1);

    private final NavigableMap<EpochId, EpochRecord> epochs;
    private final Map<EpochId, List<Span>> ranges = new HashMap<>();

    KeptWal(NavigableMap<EpochId, EpochRecord> epochs) {
        this.epochs = epochs;
    }

    boolean keeps(EpochId epoch, Span span) {
        return ranges.getOrDefault(epoch, List.of()).stream()
                .anyMatch(
                        range ->
                                span.start().isBefore(range.end())
                                        && range.start().isBefore(span.end()));
    }

    /**
     * Keeps what the backup cannot do without. Whole segments, since PostgreSQL asks for those:
     * what stands behind the stop LSN in its segment is read with it.
     */
    void keep(BackupWal wal) {
        keep(wal, segmentEnd(wal));
    }

    /** Keeps the backup, and every later point of every branch that it lies on. */
    void keepContinuously(BackupWal wal) {
        keep(wal, END);
    }

    /** Keeps all that an epoch, its parent and everything after it hold. */
    void keepFrom(EpochId id) {
        EpochRecord epoch = epochs.get(id);
        if (epoch == null) {
            epochs.keySet().forEach(n -> add(n, Lsn.ZERO, END));
            return;
        }
        add(id, Lsn.ZERO, END);
        if (epoch.parent() != null) {
            add(epoch.parent().epoch(), Lsn.ZERO, END);
        }
        keepDescendants(epoch, Lsn.ZERO, END);
    }

    /** Keeps the whole way to the newest epoch. */
    void keepBranch(Branch branch) {
        for (Stretch stretch : branch.stretches()) {
            add(stretch.epoch().epoch(), Lsn.ZERO, END);
        }
    }

    private void keep(BackupWal wal, Lsn to) {
        EpochRecord epoch = epochs.get(wal.epoch());
        if (epoch == null) {
            epochs.keySet().forEach(n -> add(n, Lsn.ZERO, END));
            return;
        }
        Lsn from = segmentStart(wal.start(), epoch.walSegmentSize());
        add(wal.epoch(), from, to);
        keepAncestors(epoch, from);
        keepDescendants(epoch, from, to);
    }

    private void keepAncestors(EpochRecord youngest, Lsn from) {
        EpochRecord epoch = youngest;
        while (epoch != null && epoch.parent() != null && from.isBefore(epoch.start())) {
            EpochRecord.Parent parent = epoch.parent();
            add(parent.epoch(), from, parent.end());
            epoch = epochs.get(parent.epoch());
        }
    }

    private void keepDescendants(EpochRecord ancestor, Lsn from, Lsn to) {
        // a child has a greater number than its parent
        Map<EpochId, Boolean> reached = new HashMap<>();
        reached.put(ancestor.epoch(), true);
        for (EpochRecord epoch : epochs.tailMap(ancestor.epoch(), false).values()) {
            EpochRecord.Parent parent = epoch.parent();
            if (parent != null
                    && reached.containsKey(parent.epoch())
                    && from.isBefore(parent.end())) {
                reached.put(epoch.epoch(), true);
                add(epoch.epoch(), from, to);
            }
        }
    }

    private void add(EpochId epoch, Lsn from, Lsn to) {
        if (from.isBefore(to)) {
            ranges.computeIfAbsent(epoch, n -> new ArrayList<>()).add(new Span(from, to));
        }
    }

    private Lsn segmentEnd(BackupWal wal) {
        EpochRecord epoch = epochs.get(wal.epoch());
        int size = epoch == null ? 1 : epoch.walSegmentSize();
        return segmentStart(wal.stop().plus(-1), size).plus(size);
    }

    private static Lsn segmentStart(Lsn lsn, int segmentSize) {
        return new Lsn(lsn.value() - Long.remainderUnsigned(lsn.value(), segmentSize));
    }
}
