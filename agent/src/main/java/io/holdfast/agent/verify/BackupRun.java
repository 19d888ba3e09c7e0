package io.holdfast.agent.verify;

import io.holdfast.agent.restore.wal.BranchWal;
import io.holdfast.agent.verify.trial.Trial;
import io.holdfast.agent.verify.trial.TrialProof;
import io.holdfast.agent.verify.trial.TrialResult;
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
import io.holdfast.repository.target.RestoreTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
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
    private @Nullable TrialProof proof;

    /** What the backups of one repository share. */
    static final class Shared {
        private final ClusterRepository repository;
        private final Optional<Trial> trial;
        private final WalProofs proofs = new WalProofs();
        private @Nullable Branches branches;

        Shared(ClusterRepository repository, Optional<Trial> trial) {
            this.repository = repository;
            this.trial = trial;
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
                Optional.ofNullable(proof),
                Duration.ofNanos(nanoTime.getAsLong() - begin),
                verdict);
    }

    private Verdict judge() {
        for (Level level : steps()) {
            Verdict verdict = judge(level);
            if (!(verdict instanceof Verdict.Passed)) {
                return verdict;
            }
            passed.add(level);
        }
        return new Verdict.Passed();
    }

    /** A replay starts the server on its way, so that one restore proves both. */
    private List<Level> steps() {
        return Stream.of(Level.values())
                .filter(level -> level.compareTo(upTo) <= 0)
                .filter(level -> level != Level.STARTS || upTo == Level.STARTS)
                .toList();
    }

    private Verdict judge(Level level) {
        try {
            Optional<Problem> problem = check(level);
            if (problem.isEmpty()) {
                return new Verdict.Passed();
            }
            return isExpired()
                    ? new Verdict.Expired()
                    : new Verdict.Damaged(notReached(level), problem.get());
        } catch (HoldfastException e) {
            return e.category() == ErrorCategory.INTEGRITY
                    ? new Verdict.Damaged(level, new Problem(new BackupNames(id).manifest(), e))
                    : new Verdict.NotChecked(notReached(level), e);
        }
    }

    private Level notReached(Level level) {
        return level == Level.REPLAYS && !passed.contains(Level.STARTS) ? Level.STARTS : level;
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
        if (upTo.startsServer()) {
            // hours of reading would be for nothing
            shared.trial.orElseThrow().requireBinaries(manifest.server().major());
        }
        Optional<BranchWal> branch = shared.branches().of(manifest);
        wal = branch.orElse(null);
        boolean isPassed = false;
        listener.begins(id, level, size(level, manifest));
        try {
            Optional<Problem> problem = check(level, backup, branch);
            isPassed = problem.isEmpty();
            return problem;
        } finally {
            listener.ends(isPassed);
        }
    }

    private Optional<Problem> check(Level level, OpenedBackup backup, Optional<BranchWal> branch) {
        BackupManifest manifest = backup.manifest();
        Lsn start = manifest.wal().start();
        String cluster = manifest.server().systemIdentifier();
        return switch (level) {
            case STORED -> {
                tally.object(0);
                yield new StoredCheck(backup, threads, tally)
                        .run()
                        .or(() -> wal(level, manifest, branch, check -> check.stored(start)));
            }
            case INTACT ->
                    new IntactCheck(backup, threads, tally)
                            .run()
                            .or(
                                    () ->
                                            wal(
                                                    level,
                                                    manifest,
                                                    branch,
                                                    check -> check.intact(start, cluster)));
            case STARTS -> trial(manifest, branch, new RestoreTarget.Immediate());
            case REPLAYS -> trial(manifest, branch, new RestoreTarget.Latest());
        };
    }

    private Optional<Problem> wal(
            Level level,
            BackupManifest manifest,
            Optional<BranchWal> branch,
            Function<WalCheck, Optional<Problem>> check) {
        if (branch.isEmpty()) {
            return Optional.of(walMissing(manifest));
        }
        Lsn start = manifest.wal().start();
        if (shared.proofs.covers(branch.get(), level, start)) {
            return Optional.empty();
        }
        Optional<Problem> problem = check.apply(new WalCheck(branch.get(), tally));
        if (problem.isEmpty()) {
            shared.proofs.add(branch.get(), level, start);
        }
        return problem;
    }

    private Problem walMissing(BackupManifest manifest) {
        return Problem.walMissing(
                new BackupNames(id).manifest(), shared.branches().obstacle(manifest));
    }

    private Optional<Problem> trial(
            BackupManifest manifest, Optional<BranchWal> branch, RestoreTarget target) {
        if (branch.isEmpty()) {
            return Optional.of(walMissing(manifest));
        }
        TrialResult result =
                shared.trial
                        .orElseThrow()
                        .run(
                                manifest,
                                branch.get().branch().newest().epoch().timeline(),
                                target,
                                tally::read);
        return switch (result) {
            case TrialResult.Proven proven -> {
                started();
                proof = proven.proof();
                yield Optional.empty();
            }
            case TrialResult.Failed failed -> {
                if (failed.wasConsistent()) {
                    started();
                }
                yield Problem.of(
                        new BackupNames(id).manifest(),
                        () -> {
                            throw failed.reason();
                        });
            }
        };
    }

    /** On the way to another level. */
    private void started() {
        if (upTo == Level.REPLAYS) {
            passed.add(Level.STARTS);
        }
    }

    private long size(Level level, BackupManifest manifest) {
        long packs = manifest.totals().storedBytes();
        long files = manifest.totals().plainBytes();
        Lsn start = manifest.wal().start();
        BranchWal along = wal;
        long walBytes =
                along == null || shared.proofs.covers(along, level, start)
                        ? 0
                        : along.window().end().minus(start);
        return switch (level) {
            case STORED -> packs + walBytes;
            case INTACT -> packs + files + walBytes;
            case STARTS -> files + manifest.wal().stop().minus(start);
            case REPLAYS -> files + walBytes;
        };
    }
}
