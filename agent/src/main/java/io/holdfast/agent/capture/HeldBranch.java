package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.EpochWal;
import io.holdfast.repository.wal.WalReader;
import io.holdfast.repository.wal.WalWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a branch's WAL as the repositories that were reached hold it together, to hold other
 * WAL against. One that has the newest epoch may lack the end of the one before, or hold it
 * damaged, and the other way round. For one thread.
 */
final class HeldBranch {
    private final Branch branch;
    private final List<Part> parts = new ArrayList<>();
    private Lsn start;
    private Lsn end;
    // only one, since each keeps up to 16 MiB
    private @Nullable Reading reading;

    /** What one repository holds of one stretch. */
    private record Part(ClusterRepository repository, Lsn start, Lsn end) {
        boolean covers(Lsn lsn) {
            return !lsn.isBefore(start) && lsn.isBefore(end);
        }
    }

    private record Reading(ClusterRepository repository, WalReader reader) {}

    private HeldBranch(Branch branch, Lsn from) {
        this.branch = branch;
        this.start = from;
        this.end = from;
    }

    /** Looks at the stretches that reach beyond {@code from}. */
    static HeldBranch of(Survey survey, Branch branch, Lsn from) {
        Lsn oldest = branch.stretches().getFirst().start();
        HeldBranch held = new HeldBranch(branch, Lsn.max(from, oldest));
        for (Stretch stretch : branch.stretches()) {
            if (stretch.end() == null || stretch.end().isAfter(from)) {
                held.add(stretch, survey.repositories());
            }
        }
        return held;
    }

    private void add(Stretch stretch, List<ClusterRepository> repositories) {
        boolean followsGap =
                stretch.followsGap()
                        || repositories.stream()
                                .anyMatch(each -> WalWindow.hasGapBefore(each, stretch, end));
        if (followsGap) {
            start = Lsn.max(start, stretch.start());
        }
        for (ClusterRepository repository : repositories) {
            Lsn held = new EpochWal(repository, stretch.epoch()).readable().end();
            Lsn used = stretch.end() == null ? held : Lsn.min(held, stretch.end());
            parts.add(new Part(repository, stretch.start(), used));
            end = Lsn.max(end, used);
        }
    }

    /** From where all must be held: what was asked for, or where the last gap after it ends. */
    Lsn start() {
        return start;
    }

    /** How far any repository reaches; what lies before need not be held by those reached. */
    Lsn end() {
        return end;
    }

    /**
     * The bytes up to, not including, {@code to}.
     *
     * @throws HoldfastException what is wrong where it is held, or {@code wal-out-of-reach}
     */
    byte[] read(Lsn from, Lsn to) {
        byte[] wal = new byte[(int) to.minus(from)];
        Lsn position = from;
        while (position.isBefore(to)) {
            position = readOn(position, to, wal, (int) position.minus(from));
        }
        return wal;
    }

    private Lsn readOn(Lsn position, Lsn to, byte[] wal, int offset) {
        List<Part> furthestFirst =
                parts.stream()
                        .filter(part -> part.covers(position))
                        .sorted(Comparator.comparing(Part::end).reversed())
                        .toList();
        Optional<HoldfastException> damage = Optional.empty();
        for (Part part : furthestFirst) {
            Lsn until = Lsn.min(part.end(), to);
            try {
                reader(part.repository()).read(position, until, wal, offset);
                return until;
            } catch (HoldfastException e) {
                if (!e.category().mayBeDamage()) {
                    throw e;
                }
                damage = damage.or(() -> Optional.of(e));
            }
        }
        throw damage.orElseGet(() -> missing(position));
    }

    private WalReader reader(ClusterRepository repository) {
        Reading current = reading;
        if (current == null || !current.repository().equals(repository)) {
            current = new Reading(repository, new WalReader(repository, branch));
            reading = current;
        }
        return current.reader();
    }

    private static HoldfastException missing(Lsn position) {
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "wal-out-of-reach",
                "no repository that could be read holds the WAL at " + position,
                "Bring back the repository that holds it; capture goes on trying.");
    }
}
