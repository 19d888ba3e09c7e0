package io.holdfast.agent.verify;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import io.holdfast.repository.backup.read.OpenedBackup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Verifies one backup, level by level, up to the first that it does not reach. */
final class BackupRun {
    private final Shared shared;
    private final BackupId id;
    private final Level upTo;
    private final int threads;
    private final VerifyListener listener;
    private final LongSupplier nanoTime;
    private final Tally tally;
    private final List<Level> passed = new ArrayList<>();
    private @Nullable BranchWal wal;

    /** What the backups of one repository share. */
    static final class Shared {
        private final ClusterRepository repository;
        private final WalProofs proofs = new WalProofs();
        private @Nullable Branches branches;

        Shared(ClusterRepository repository) {
            this.repository = repository;
        }

        /** Looked at after the backups were listed, so that no backup seems to lack its WAL. */
        private Branches branches() {
            if (branches == null) {
                branches = new Branches(repository);
            }
            return branches;
        }
    }

    BackupRun(
            Shared shared,
            BackupId id,
            Level upTo,
            int threads,
            VerifyListener listener,
            LongSupplier nanoTime) {
        this.shared = shared;
        this.id = id;
        this.upTo = upTo;
        this.threads = threads;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.tally = new Tally(listener);
    }

    BackupVerification run() {
        long begin = nanoTime.getAsLong();
        Verdict verdict = judge();
        return new BackupVerification(
                id,
                List.copyOf(passed),
                Optional.ofNullable(wal).map(branch -> branch.window().end()),
                tally.objects(),
                tally.bytes(),
                Duration.ofNanos(nanoTime.getAsLong() - begin),
                verdict);
    }

    private Verdict judge() {
        for (Level level : Level.values()) {
            if (level.compareTo(upTo) > 0) {
                break;
            }
            Verdict verdict = judge(level);
            if (!(verdict instanceof Verdict.Passed)) {
                return verdict;
            }
            passed.add(level);
        }
        return new Verdict.Passed();
    }

    private Verdict judge(Level level) {
        try {
            Optional<Problem> problem = check(level);
            if (problem.isEmpty()) {
                return new Verdict.Passed();
            }
            return isExpired() ? new Verdict.Expired() : new Verdict.Damaged(level, problem.get());
        } catch (HoldfastException e) {
            return e.category() == ErrorCategory.INTEGRITY
                    ? new Verdict.Damaged(level, new Problem(new BackupNames(id).manifest(), e))
                    : new Verdict.NotChecked(level, e);
        }
    }

    /** Expiry may have come in between: what it deletes is not damaged. */
    private boolean isExpired() {
        Optional<ListedBackup> now = new BackupCatalog(shared.repository).find(id);
        return now.isEmpty()
                || now.get() instanceof ListedBackup.Remains
                || (now.get() instanceof ListedBackup.Complete complete
                        && complete.condemned() != null);
    }

    private Optional<Problem> check(Level level) {
        OpenedBackup backup = new BackupCatalog(shared.repository).open(id);
        BackupManifest manifest = backup.manifest();
        Optional<BranchWal> branch = shared.branches().of(manifest);
        wal = branch.orElse(null);
        boolean isPassed = false;
        listener.begins(id, level, size(level, manifest));
        try {
            Optional<Problem> problem = check(level, backup).or(() -> wal(level, manifest, branch));
            isPassed = problem.isEmpty();
            return problem;
        } finally {
            listener.ends(isPassed);
        }
    }

    private Optional<Problem> check(Level level, OpenedBackup backup) {
        return switch (level) {
            case STORED -> {
                tally.object(0);
                yield new StoredCheck(backup, threads, tally).run();
            }
            case INTACT -> new IntactCheck(backup, threads, tally).run();
        };
    }

    private Optional<Problem> wal(
            Level level, BackupManifest manifest, Optional<BranchWal> branch) {
        if (branch.isEmpty()) {
            return Optional.of(
                    Problem.walMissing(
                            new BackupNames(id).manifest(), shared.branches().obstacle(manifest)));
        }
        BranchWal along = branch.get();
        Lsn start = manifest.wal().start();
        if (shared.proofs.covers(along, level, start)) {
            return Optional.empty();
        }
        WalCheck check = new WalCheck(along, tally);
        Optional<Problem> problem =
                switch (level) {
                    case STORED -> check.stored(along.segmentSize().startOf(start));
                    case INTACT -> check.intact(start, manifest.server().systemIdentifier());
                };
        if (problem.isEmpty()) {
            shared.proofs.add(along, level, start);
        }
        return problem;
    }

    private long size(Level level, BackupManifest manifest) {
        long packs = manifest.totals().storedBytes();
        Lsn start = manifest.wal().start();
        BranchWal along = wal;
        long walBytes =
                along == null || shared.proofs.covers(along, level, start)
                        ? 0
                        : along.window().end().minus(start);
        return switch (level) {
            case STORED -> packs + walBytes;
            case INTACT -> packs + manifest.totals().plainBytes() + walBytes;
        };
    }
}
