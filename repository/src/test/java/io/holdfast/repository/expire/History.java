package io.holdfast.repository.expire;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.EpochRecord.Reason;
import io.holdfast.repository.testing.Clusters;
import io.holdfast.repository.wal.GapRecord;
import io.holdfast.repository.wal.WalNames;
import io.holdfast.repository.wal.WalScene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a cluster's history into a repository, and remembers every byte of it. An hour passes with
 * each piece.
 */
final class History {
    static final int SEGMENT = 1 << 16;

    /** WAL of an epoch in one object. */
    record Piece(EpochId epoch, long start, long end, String name, Instant at) {}

    /** Some WAL of an epoch. */
    record Bytes(EpochId epoch, long start, long end) {}

    /** A complete backup and the WAL that it needs. */
    record Taken(BackupId id, List<Bytes> wal, long stop, Instant stoppedAt) {}

    final ClusterRepository repository;
    final List<EpochRecord> epochs = new ArrayList<>();
    final List<Piece> pieces = new ArrayList<>();
    final List<Piece> rolled = new ArrayList<>();
    final List<Taken> backups = new ArrayList<>();
    final List<String> markers = new ArrayList<>();
    Instant now = Clusters.NOW;

    /** The open tips that the next epoch closes. */
    final List<EpochId> closing = new ArrayList<>();

    private final SplittableRandom suffixes = new SplittableRandom(1);
    private long position;

    History(ClusterRepository repository) {
        this.repository = repository;
        begin(Reason.FIRST, WalScene.ONE, SEGMENT * 16L, null);
    }

    EpochRecord epoch() {
        return epochs.getLast();
    }

    long position() {
        return position;
    }

    private void begin(
            Reason reason, TimelineId timeline, long start, EpochRecord.@Nullable Parent parent) {
        UUID writer = new UUID(7, epochs.size());
        EpochRecord epoch =
                new EpochRecord(
                        EpochId.of(epochs.size() + 1, writer),
                        writer,
                        "db1",
                        Clusters.ID.value(),
                        WalScene.SYSTEM,
                        18,
                        SEGMENT,
                        timeline,
                        new Lsn(start),
                        parent,
                        reason,
                        now,
                        List.copyOf(closing),
                        List.of(),
                        List.of(),
                        "all",
                        true);
        closing.clear();
        WalScene.put(repository, epoch);
        String history = WalNames.history(epoch.epoch(), timeline);
        repository.put(ContainerKind.HISTORY, history, new byte[] {1});
        markers.add("epochs/%08d".formatted(epoch.epoch().number()));
        markers.add(history);
        epochs.add(epoch);
        position = start;
    }

    /** A piece of up to so many bytes. */
    void write(int length) {
        long segmentEnd = position - position % SEGMENT + SEGMENT;
        long end = Math.min(position + length, segmentEnd);
        now = now.plus(Duration.ofHours(1));
        WalScene.piece(repository, epoch(), position, end);
        String name = WalNames.piece(epoch().epoch(), epoch().timeline(), new Lsn(position));
        pieces.add(new Piece(epoch().epoch(), position, end, name, now));
        position = end;
    }

    void write(int count, int length) {
        for (int i = 0; i < count; i++) {
            write(length);
        }
    }

    /** Rolls this epoch's last so many pieces, as far as they are of one segment. */
    void roll(int count) {
        List<Piece> own = pieces.stream().filter(p -> p.epoch().equals(epoch().epoch())).toList();
        List<Piece> last = own.subList(Math.max(0, own.size() - count), own.size());
        long segment = (position - 1) / SEGMENT;
        List<Piece> run = last.stream().filter(p -> p.start() / SEGMENT == segment).toList();
        if (run.size() < 2 || position == epoch().start().value()) {
            return;
        }
        long start = run.getFirst().start();
        Lsn from = new Lsn(start);
        Lsn to = new Lsn(position);
        String name = WalNames.rolled(epoch().epoch(), epoch().timeline(), from, to);
        if (repository.store().size(name).isEmpty()) {
            WalScene.rolled(repository, epoch(), start, position);
            rolled.add(new Piece(epoch().epoch(), start, position, name, now));
        }
    }

    /**
     * Ends the epoch and takes the next.
     *
     * @param back how much of this epoch's WAL the next one does not continue
     */
    void take(Reason reason, long back) {
        EpochRecord parent = epoch();
        WalScene.seal(repository, parent, position);
        markers.add(WalNames.piece(parent.epoch(), parent.timeline(), new Lsn(position)));
        now = now.plus(Duration.ofHours(1));
        long end = Math.max(position - back, parent.start().value());
        EpochRecord.Parent continued =
                new EpochRecord.Parent(parent.epoch(), parent.timeline(), new Lsn(end));
        boolean same = reason == Reason.CONTINUE || reason == Reason.GAP;
        TimelineId timeline =
                same ? parent.timeline() : new TimelineId(parent.timeline().value() + 1);
        long start = reason == Reason.GAP ? end - end % SEGMENT + 2 * SEGMENT : end;
        begin(reason, timeline, start, continued);
        if (reason == Reason.GAP) {
            Lsn from = new Lsn(end);
            String name = WalNames.gap(epoch().epoch(), from, new Lsn(start));
            GapRecord gap = new GapRecord(from, new Lsn(start), timeline, "lost", now);
            repository.putRecord(ContainerKind.GAP, name, gap);
            markers.add(name);
        }
    }

    /** Somebody who does not see this epoch takes another beside it, where this one began. */
    void takeBeside() {
        EpochRecord other = epoch();
        begin(Reason.CONTINUE, other.timeline(), other.start().value(), other.parent());
    }

    BackupId freshId() {
        return BackupId.fresh(now, suffixes);
    }

    /** A backup that was made while the server wrote so many pieces, the last of them just now. */
    BackupId backup(int count, @Nullable BackupId shared) {
        List<Piece> own = pieces.stream().filter(p -> p.epoch().equals(epoch().epoch())).toList();
        List<Piece> during = own.subList(Math.max(0, own.size() - count), own.size());
        long start = during.getFirst().start();
        BackupId id = freshId();
        StoredBackup stored = new StoredBackup(repository, id);
        stored.intent(epoch().epoch(), null, now);
        stored.content();
        Lsn stop = new Lsn(position - 1);
        stored.manifest(epoch(), new Lsn(start), stop, shared, now);
        backups.add(new Taken(id, needed(start, position - 1), position - 1, now));
        return id;
    }

    /** From the beginning of the segment, which may lie in the epoch before. */
    private List<Bytes> needed(long start, long stop) {
        List<Bytes> needed = new ArrayList<>();
        long floor = start - start % SEGMENT;
        EpochRecord epoch = epoch();
        needed.add(new Bytes(epoch.epoch(), Math.max(floor, epoch.start().value()), stop));
        EpochRecord.Parent parent = epoch.parent();
        if (parent != null && epoch.reason() != Reason.GAP) {
            EpochRecord before = epochs.get(parent.epoch().number() - 1);
            long from = Math.max(floor, before.start().value());
            if (from < parent.end().value()) {
                needed.add(new Bytes(before.epoch(), from, parent.end().value()));
            }
        }
        return needed;
    }
}
