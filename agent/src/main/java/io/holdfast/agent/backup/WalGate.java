package io.holdfast.agent.backup;

import io.holdfast.agent.backup.WalFrontiers.CapturedWal;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.write.LeftRepository;
import io.holdfast.repository.epoch.EpochId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lets those repositories pass that hold the WAL a backup needs (T23, T59): a backup elsewhere
 * could not be restored. All are waited for at once.
 */
final class WalGate {
    private final WalFrontiers frontiers;

    WalGate(WalFrontiers frontiers) {
        this.frontiers = frontiers;
    }

    /** Who passed, and who did not. */
    record Passage(List<Passed> passed, List<LeftRepository> left) {
        List<ClusterRepository> repositories() {
            return passed.stream().map(Passed::repository).toList();
        }

        /** The newest epoch of those who passed. */
        EpochId epoch() {
            return passed.stream()
                    .map(one -> one.wal().epoch())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }

        Passage requireOne() {
            if (passed.isEmpty()) {
                HoldfastException reason = left.getFirst().reason();
                left.stream().skip(1).forEach(other -> reason.addSuppressed(other.reason()));
                throw reason;
            }
            return this;
        }
    }

    /** A repository that holds the WAL that was asked for. */
    record Passed(ClusterRepository repository, CapturedWal wal) {}

    private sealed interface Verdict {
        record Open(Passed passed) implements Verdict {}

        record Shut(LeftRepository left) implements Verdict {}
    }

    Passage await(List<ClusterRepository> repositories, WalNeed need, Duration patience)
            throws InterruptedException {
        List<Passed> passed = new ArrayList<>();
        List<LeftRepository> left = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            for (ClusterRepository repository : repositories) {
                verdicts.add(threads.submit(() -> verdict(repository, need, patience)));
            }
            try {
                for (Future<Verdict> verdict : verdicts) {
                    switch (get(verdict)) {
                        case Verdict.Open open -> passed.add(open.passed());
                        case Verdict.Shut shut -> left.add(shut.left());
                    }
                }
            } finally {
                threads.shutdownNow();
            }
        }
        return new Passage(passed, left);
    }

    private Verdict verdict(ClusterRepository repository, WalNeed need, Duration patience)
            throws InterruptedException {
        try {
            Optional<CapturedWal> wal = frontiers.await(repository, need.to(), patience);
            return wal.filter(need::isMetBy)
                    .<Verdict>map(held -> new Verdict.Open(new Passed(repository, held)))
                    .orElseGet(() -> shut(repository, need, wal));
        } catch (HoldfastException e) {
            return new Verdict.Shut(new LeftRepository(repository, e));
        }
    }

    private static Verdict shut(
            ClusterRepository repository, WalNeed need, Optional<CapturedWal> wal) {
        String held =
                wal.map(
                                w ->
                                        "holds %s to %s of timeline %s"
                                                .formatted(
                                                        w.unbrokenFrom(),
                                                        w.frontier(),
                                                        w.timeline()))
                        .orElse("holds none");
        return new Verdict.Shut(
                new LeftRepository(
                        repository,
                        new HoldfastException(
                                ErrorCategory.REPOSITORY,
                                "backup-wal-not-captured",
                                "the backup needs WAL %s, and repository %s %s"
                                        .formatted(need, repository.name(), held),
                                "Let the agent capture WAL into this repository, and look why its"
                                        + " frontier stays behind.")));
    }

    private static Verdict get(Future<Verdict> verdict) throws InterruptedException {
        try {
            return verdict.get();
        } catch (ExecutionException e) {
            throw new HoldfastException(
                    ErrorCategory.INTERNAL,
                    "backup-wal-gate-failed",
                    "waiting for the WAL failed: " + e.getCause(),
                    "Report this with the log of the agent.",
                    e);
        }
    }
}
