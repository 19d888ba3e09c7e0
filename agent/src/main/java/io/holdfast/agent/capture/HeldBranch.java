package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import io.holdfast.repository.wal.Frontier;
import io.holdfast.repository.wal.RecordedGaps;
import io.holdfast.repository.wal.WalReader;
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
    private final boolean areAllRead;
    private final List<Part> parts = new ArrayList<>();
    private Lsn start;
    private Lsn end;
    // only one, since each keeps up to 16 MiB
    private @Nullable Reading reading;
    private Optional<HoldfastException> unread = Optional.empty();
    private Lsn adopted = Lsn.ZERO;

    /** What one repository holds of one stretch. */
    private record Part(ClusterRepository repository, Lsn start, Lsn end) {
        boolean covers(Lsn lsn) {
            return !lsn.isBefore(start) && lsn.isBefore(end);
        }
    }

    private record Reading(ClusterRepository repository, WalReader reader) {}

    private HeldBranch(Branch branch, Lsn from, boolean areAllRead) {
        this.branch = branch;
        this.areAllRead = areAllRead;
        this.start = from;
        this.end = from;
    }

    /** Looks at the stretches that reach beyond {@code from}. */
    static HeldBranch of(Survey survey, Branch branch, Lsn from) {
        Lsn oldest = branch.stretches().getFirst().start();
        HeldBranch held =
                new HeldBranch(branch, Lsn.max(from, oldest), survey.failures().isEmpty());
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
                        || repositories.stream().anyMatch(each -> hasGapBefore(each, stretch));
        if (followsGap) {
            start = Lsn.max(start, stretch.start());
        }
        if (stretch.epoch().reason() == EpochRecord.Reason.ADOPT) {
            adopted = stretch.start();
        }
        for (ClusterRepository repository : repositories) {
            Frontier held = PartlyRead.of(repository, stretch.epoch());
            held.damage().ifPresent(this::failed);
            Lsn used = stretch.end() == null ? held.end() : Lsn.min(held.end(), stretch.end());
            parts.add(new Part(repository, stretch.start(), used));
            end = Lsn.max(end, used);
        }
    }

    private boolean hasGapBefore(ClusterRepository repository, Stretch stretch) {
        try {
            return end.isBefore(stretch.start())
                    && RecordedGaps.before(repository, stretch.epoch().epoch())
                            .cover(end, stretch.start());
        } catch (HoldfastException e) {
            failed(e);
            return false;
        }
    }

    private void failed(HoldfastException e) {
        if (!e.category().mayBeDamage()) {
            unread = unread.or(() -> Optional.of(e));
        }
    }

    /**
     * @throws HoldfastException {@code wal-out-of-reach}, if it cannot be told now whether so much
     *     is held
     */
    void requireUpTo(Lsn lsn) {
        if (end.isBefore(lsn) && unread.isPresent()) {
            throw missing(end, unread);
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
     * From where on all must be held if what lies before it is gone for good: who adopts an
     * instance answers for that.
     *
     * @param failure that {@link #read} has met at {@code position}
     */
    Optional<Lsn> adoptedBehind(Lsn position, HoldfastException failure) {
        boolean isGone =
                failure.code().equals("wal-out-of-reach") || failure.category().mayBeDamage();
        return isGone && isAllRead() && position.isBefore(adopted)
                ? Optional.of(adopted)
                : Optional.empty();
    }

    private boolean isAllRead() {
        return areAllRead && unread.isEmpty();
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
        Optional<HoldfastException> damage = Optional.empty();
        for (Part part : furthestFirst(position)) {
            Lsn until = Lsn.min(part.end(), to);
            try {
                reader(part.repository()).read(position, until, wal, offset);
                return until;
            } catch (HoldfastException e) {
                failed(e);
                damage = damage.or(() -> Optional.of(e));
            }
        }
        // who cannot be read now may hold it whole
        throw damage.isPresent() && isAllRead()
                ? damaged(damage.get())
                : missing(position, unread.isPresent() ? unread : damage);
    }

    private List<Part> furthestFirst(Lsn position) {
        return parts.stream()
                .filter(part -> part.covers(position))
                .sorted(Comparator.comparing(Part::end).reversed())
                .toList();
    }

    private WalReader reader(ClusterRepository repository) {
        Reading current = reading;
        if (current == null || !current.repository().equals(repository)) {
            current = new Reading(repository, new WalReader(repository, branch));
            reading = current;
        }
        return current.reader();
    }

    private static HoldfastException damaged(HoldfastException failure) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "wal-damaged",
                "the server's WAL cannot be held against what the repositories hold: "
                        + failure.getMessage(),
                "If this instance is the right one, run 'holdfast adopt' on it: capture goes on"
                        + " without the comparison.",
                failure);
    }

    private static HoldfastException missing(Lsn position, Optional<HoldfastException> unread) {
        String why = unread.map(failure -> ": " + failure.getMessage()).orElse("");
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                "wal-out-of-reach",
                "no repository that could be read holds the WAL at " + position + why,
                "Bring back the repository that holds it; capture goes on trying. If it is gone for"
                        + " good, take it out of the configuration and run 'holdfast adopt'.",
                unread.orElse(null));
    }
}
