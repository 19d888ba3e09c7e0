package io.holdfast.agent.restore.wal;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.wal.WalReading;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.target.RestoreTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Finds the record that a target means and the backup to begin with, before anything is restored:
 * so that what PostgreSQL is asked for is exact, and what it reached can be compared (E2, T2, T6).
 */
public final class TargetResolver {
    private final BranchWal wal;
    private final List<BackupManifest> backups;

    /**
     * @param backups those that recovery along this branch can begin with, newest first; not empty
     */
    public TargetResolver(BranchWal wal, List<BackupManifest> backups) {
        this.wal = wal;
        this.backups = List.copyOf(backups);
    }

    /**
     * @throws HoldfastException {@code target-out-of-reach}, with the window of what can be asked
     *     for
     */
    public Resolution resolve(RestoreTarget target) {
        return switch (target) {
            case RestoreTarget.Latest ignored -> latest();
            case RestoreTarget.Immediate ignored -> immediate();
            case RestoreTarget.Position position -> position(position);
            case RestoreTarget.Time time -> time(time);
            case RestoreTarget.Transaction transaction ->
                    newest(target, StopRule.transaction(transaction));
            case RestoreTarget.Named named -> newest(target, StopRule.named(named));
        };
    }

    private Resolution latest() {
        WalScan.Found last = lastRecord();
        wal.window().damage().ifPresent(damage -> refuse(damage, last.end()));
        return resolution(
                "latest",
                last,
                "everything up to the last complete record, which ends at " + last.end());
    }

    /**
     * The latest, or the newest use of a name, may lie behind what cannot be read, and a part must
     * not be taken for all.
     *
     * @param reachable the target that leads to the same as far as it can be read
     */
    private void refuse(HoldfastException damage, Lsn reachable) {
        throw new HoldfastException(
                ErrorCategory.INTEGRITY,
                "wal-damaged",
                "the WAL from %s on cannot be read: %s"
                        .formatted(wal.window().end(), damage.getMessage()),
                "Restore from another repository; this one can be restored to lsn=%s."
                        .formatted(reachable),
                damage);
    }

    private Resolution immediate() {
        BackupManifest backup = backups.getFirst();
        Lsn stop = backup.wal().stop();
        WalScan.Found found =
                wal.scan(StopRule.reaching(stop), backup.wal().start(), wal.window().end())
                        .match()
                        .orElseThrow(() -> outOfReach("immediate", "its WAL ends too early"));
        return resolution(backup, found, "the stop of backup " + backup.id() + ", at " + stop);
    }

    private Resolution position(RestoreTarget.Position target) {
        Lsn end = wal.window().end();
        if (target.lsn().isAfter(end)) {
            throw outOfReach(target, "the repository holds WAL only up to " + end);
        }
        Lsn oldest = backups.getLast().wal().start();
        Lsn from = Lsn.max(oldest, wal.segmentSize().startOf(target.lsn()));
        while (true) {
            WalScan.Outcome outcome = wal.scan(StopRule.position(target), from, end);
            Optional<WalScan.Found> found = outcome.match().or(() -> idleAt(target, outcome));
            if (found.isPresent()) {
                return resolution(target, found.get(), "lsn " + target.lsn() + " as asked");
            }
            if (outcome.last().isPresent() || !from.isAfter(oldest)) {
                throw outOfReach(target, "no complete record reaches it");
            }
            // the record before the target starts in an earlier segment
            from = Lsn.max(oldest, from.plus(-wal.segmentSize().bytes()));
        }
    }

    /** On an idle database the newest position is where the last record ends, and none starts. */
    private static Optional<WalScan.Found> idleAt(
            RestoreTarget.Position target, WalScan.Outcome outcome) {
        return outcome.last().filter(last -> !target.lsn().isAfter(last.end()));
    }

    private Resolution time(RestoreTarget.Time target) {
        for (BackupManifest backup : backups) {
            if (backup.stoppedAt().isAfter(target.at())) {
                continue;
            }
            WalScan.Outcome outcome =
                    wal.scan(StopRule.time(target), backup.wal().start(), wal.window().end());
            if (outcome.match().isEmpty()) {
                return idleUntil(target, backup, outcome);
            }
            WalScan.Found found = outcome.match().get();
            // a clock that was set back can put a later commit before the stop: look further back
            if (!found.end().isBefore(backup.wal().stop())) {
                return resolution(
                        backup,
                        found,
                        "the last commit at or before the time was " + commit(found));
            }
        }
        throw outOfReach(
                target,
                "the oldest backup that can be used ended at " + backups.getLast().stoppedAt());
    }

    /** No commit follows the time: PostgreSQL itself would end with an error (T2). */
    private Resolution idleUntil(
            RestoreTarget.Time target, BackupManifest backup, WalScan.Outcome outcome) {
        requireSound(outcome);
        WalScan.Found last =
                outcome.last().orElseThrow(() -> outOfReach(target, "there is no WAL"));
        Instant known = wal.window().last().map(piece -> piece.sampledAt()).orElse(Instant.MIN);
        Instant commit = last.lastCommit().orElse(Instant.MIN);
        Instant reachable = known.isAfter(commit) ? known : commit;
        if (target.at().isAfter(reachable)) {
            throw outOfReach(
                    target,
                    "the WAL in the repository tells nothing of the time after " + reachable);
        }
        return resolution(
                backup,
                last,
                "nothing was committed between %s and the time, nor later; so all WAL is replayed"
                        .formatted(commit(last)));
    }

    private static String commit(WalScan.Found found) {
        return found.lastCommit().map(Instant::toString).orElse("before the backup");
    }

    /** Newest backup first, so that a name that was used twice means its newest use (T6). */
    private Resolution newest(RestoreTarget target, StopRule rule) {
        Lsn to = wal.window().end();
        for (BackupManifest backup : backups) {
            WalScan.Outcome outcome = wal.scan(rule, backup.wal().start(), to);
            if (outcome.match().isPresent()) {
                WalScan.Found found = outcome.match().get();
                if (target instanceof RestoreTarget.Named) {
                    // a target of an lsn replays the record that begins there, and this one holds
                    // nothing
                    wal.window().damage().ifPresent(damage -> refuse(damage, found.record()));
                }
                return resolution(target, found, target + " stands at " + found.record());
            }
            if (to.equals(wal.window().end())) {
                requireSound(outcome);
            }
            to = Lsn.min(to, backup.wal().start());
        }
        throw outOfReach(target, "it is not in the WAL from " + backups.getLast().wal().start());
    }

    /** Looked for from the end backwards, by one segment, then two, and so on. */
    private WalScan.Found lastRecord() {
        Lsn end = wal.window().end();
        Lsn oldest = backups.getFirst().wal().start();
        long back = 0;
        while (true) {
            Lsn from = wal.segmentSize().startOf(end.plus(-1)).plus(-back);
            boolean isOldest = back > end.value() || !from.isAfter(oldest);
            WalScan.Outcome outcome =
                    wal.scan(StopRule.lastRecord(), isOldest ? oldest : from, end);
            requireSound(outcome);
            if (outcome.last().isPresent()) {
                return outcome.last().get();
            }
            if (isOldest) {
                throw outOfReach("latest", "there is no complete record");
            }
            back = 2 * back + wal.segmentSize().bytes();
        }
    }

    private static void requireSound(WalScan.Outcome outcome) {
        if (outcome.reading() instanceof WalReading.Ended ended) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "wal-unsound",
                    "the WAL at %s cannot be replayed: %s".formatted(ended.at(), ended.why()),
                    "Restore from another repository, or to lsn=" + ended.completeEnd() + ".");
        }
    }

    private Resolution resolution(Object target, WalScan.Found found, String explanation) {
        BackupManifest backup =
                backups.stream()
                        .filter(b -> !b.wal().stop().isAfter(found.end()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        outOfReach(
                                                target,
                                                "no backup that can be used ends at or before it"));
        return resolution(backup, found, explanation);
    }

    private Resolution resolution(BackupManifest backup, WalScan.Found found, String explanation) {
        StopPoint stop =
                new StopPoint(
                        wal.timelineOf(found.record()),
                        found.record(),
                        found.end(),
                        found.lastCommit());
        return new Resolution(backup, stop, explanation);
    }

    private HoldfastException outOfReach(Object target, String why) {
        Optional<String> damage =
                wal.window().damage().map(e -> "; what follows cannot be read: " + e.getMessage());
        return new HoldfastException(
                ErrorCategory.REFUSED,
                "target-out-of-reach",
                "the target %s cannot be reached: %s%s".formatted(target, why, damage.orElse("")),
                "Choose a target %s, or %s."
                        .formatted(
                                window(),
                                damage.isPresent() ? "another repository" : "take latest"));
    }

    private String window() {
        BackupManifest oldest = backups.getLast();
        return "from lsn %s (%s) to lsn %s%s"
                .formatted(
                        oldest.wal().stop(),
                        oldest.stoppedAt(),
                        wal.window().end(),
                        wal.window()
                                .last()
                                .map(piece -> piece.sampledAt())
                                .map(at -> " (" + at + ")")
                                .orElse(""));
    }
}
