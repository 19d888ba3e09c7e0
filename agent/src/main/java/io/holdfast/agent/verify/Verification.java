package io.holdfast.agent.verify;

import io.holdfast.agent.verify.trial.Trial;
import io.holdfast.agent.verify.trial.TrialOptions;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.read.BackupCatalog;
import io.holdfast.repository.backup.read.ListedBackup;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Verifies the complete backups of one cluster in one repository. Only reads there; what it starts
 * it starts elsewhere, and takes away again.
 */
public final class Verification {
    private final ClusterRepository repository;
    private final Level upTo;
    private final int threads;
    private final VerifyListener listener;
    private final LongSupplier nanoTime;
    private final Optional<TrialOptions> trial;

    /**
     * @param upTo the dearest level to be proven; those before it are proven first
     * @param threads how many objects are looked at together
     * @param nanoTime a monotonic clock
     * @param trial how backups are started; needed for the levels that take a server
     */
    public Verification(
            ClusterRepository repository,
            Level upTo,
            int threads,
            VerifyListener listener,
            LongSupplier nanoTime,
            Optional<TrialOptions> trial) {
        if (upTo.startsServer() && trial.isEmpty()) {
            throw new IllegalArgumentException("level " + upTo + " takes a server");
        }
        this.repository = repository;
        this.upTo = upTo;
        this.threads = threads;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.trial = trial;
    }

    /**
     * Verifies backup after backup, the oldest first; what is wrong with one does not keep the
     * others from being verified.
     *
     * @param only this backup; empty: all
     * @throws HoldfastException {@code backup-not-complete} if there is nothing to verify under
     *     this id; what keeps the repository from being read at all
     */
    public List<BackupVerification> run(Optional<BackupId> only) {
        List<BackupId> ids = only.map(List::of).orElseGet(this::complete);
        if (only.isPresent()) {
            requireComplete(only.get());
        }
        BackupRun.Shared shared =
                new BackupRun.Shared(
                        repository, trial.map(how -> new Trial(repository, how, nanoTime)));
        return ids.stream()
                .map(id -> new BackupRun(shared, id, upTo, threads, listener, nanoTime).run())
                .toList();
    }

    private List<BackupId> complete() {
        return new BackupCatalog(repository)
                .list().reversed().stream()
                        .filter(Verification::isToBeVerified)
                        .map(ListedBackup::id)
                        .toList();
    }

    private static boolean isToBeVerified(ListedBackup listed) {
        return switch (listed) {
            case ListedBackup.Complete complete -> complete.condemned() == null;
            case ListedBackup.Unreadable unreadable -> true;
            case ListedBackup.Running running -> false;
            case ListedBackup.GivenUp givenUp -> false;
            case ListedBackup.Remains remains -> false;
        };
    }

    /** A manifest that is damaged is a finding; one that was never there is not. */
    private void requireComplete(BackupId id) {
        try {
            new BackupCatalog(repository).open(id);
        } catch (HoldfastException e) {
            if (e.category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
        }
    }
}
