package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.wal.WalReader;
import io.holdfast.repository.wal.WalWindow;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The WAL of a branch as the repositories that were reached hold it, to hold other WAL against. For
 * one thread.
 */
final class HeldBranch {
    private final List<Copy> furthestFirst;

    private record Copy(WalReader reader, WalWindow window) {
        static Copy of(ClusterRepository repository, Branch branch) {
            return new Copy(
                    new WalReader(repository, branch), WalWindow.readable(repository, branch));
        }

        boolean covers(Lsn from, Lsn to) {
            return !from.isBefore(window.start()) && !window.end().isBefore(to);
        }
    }

    private HeldBranch(List<Copy> furthestFirst) {
        this.furthestFirst = furthestFirst;
    }

    // a repository that has the newest epoch may lack the end of the one before
    static HeldBranch of(Survey survey, Branch branch) {
        return new HeldBranch(
                survey.repositories().stream()
                        .map(repository -> Copy.of(repository, branch))
                        .sorted(Comparator.comparing((Copy copy) -> copy.window.end()).reversed())
                        .toList());
    }

    /** Of the repository that reaches furthest. */
    WalWindow window() {
        return furthestFirst.getFirst().window;
    }

    /**
     * The bytes up to, not including, {@code to}. What is damaged in one repository is read from
     * another.
     *
     * @throws HoldfastException what is wrong in the repository that reaches furthest, if no other
     *     has it whole
     */
    byte[] read(Lsn from, Lsn to) {
        byte[] wal = new byte[(int) to.minus(from)];
        HoldfastException reason = null;
        for (Copy copy : furthestFirst) {
            if (reason == null || copy.covers(from, to)) {
                try {
                    copy.reader.read(from, to, wal, 0);
                    return wal;
                } catch (HoldfastException e) {
                    if (!e.category().mayBeDamage()) {
                        throw e;
                    }
                    reason = reason == null ? e : reason;
                }
            }
        }
        throw Objects.requireNonNull(reason);
    }
}
