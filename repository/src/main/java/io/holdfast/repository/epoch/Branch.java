package io.holdfast.repository.epoch;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way from the oldest epoch that a repository holds to one of its epochs: stretches that follow
 * one another, the last one open. Never empty.
 */
public record Branch(List<Stretch> stretches) {
    public Branch {
        stretches = List.copyOf(stretches);
    }

    /**
     * The branch that readers follow, which leads to the newest tip; empty if there is no epoch.
     *
     * @param frontier where the WAL of an epoch ends; asked only where several tips are open
     */
    public static Optional<Branch> newest(
            NavigableMap<EpochId, EpochRecord> epochs, Function<EpochRecord, Lsn> frontier) {
        return Tips.newest(epochs, frontier).map(tip -> to(epochs, tip.epoch()));
    }

    /** The branches to all open tips. */
    public static List<Branch> open(NavigableMap<EpochId, EpochRecord> epochs) {
        return Tips.open(epochs).stream().map(tip -> to(epochs, tip.epoch())).toList();
    }

    /** The branch that leads to this epoch, which must be there. */
    public static Branch to(NavigableMap<EpochId, EpochRecord> epochs, EpochId newest) {
        List<Stretch> stretches = new ArrayList<>();
        Lsn end = null;
        EpochRecord epoch = epochs.get(newest);
        while (epoch != null) {
            stretches.add(new Stretch(epoch, end));
            EpochRecord.Parent parent = epoch.parent();
            end = parent == null ? null : parent.end();
            epoch = parent == null ? null : parentOf(epochs, epoch, parent);
        }
        Collections.reverse(stretches);
        return new Branch(stretches);
    }

    private static @Nullable EpochRecord parentOf(
            NavigableMap<EpochId, EpochRecord> epochs,
            EpochRecord child,
            EpochRecord.Parent parent) {
        EpochRecord found = epochs.get(parent.epoch());
        // continuing a later epoch would go round in circles
        boolean fits =
                parent.epoch().number() < child.epoch().number()
                        && (found == null || found.timeline().equals(parent.timeline()))
                        && (found == null || !parent.end().isBefore(found.start()));
        if (!fits) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "epoch-tree-broken",
                    "epoch "
                            + child.epoch()
                            + " continues epoch "
                            + parent.epoch()
                            + " on timeline "
                            + parent.timeline()
                            + " at "
                            + parent.end()
                            + ", and that one is "
                            + (found == null
                                    ? "not older"
                                    : "on timeline " + found.timeline() + " from " + found.start()),
                    "Restore from another repository, and report this.");
        }
        return found;
    }

    /** The newest stretch, which is open. */
    public Stretch newest() {
        return stretches.getLast();
    }

    /** The timeline on which a byte of this branch was written. */
    public TimelineId timelineOf(Lsn lsn) {
        return stretches.stream()
                .filter(stretch -> stretch.end() == null || lsn.isBefore(stretch.end()))
                .findFirst()
                .orElseGet(this::newest)
                .epoch()
                .timeline();
    }

    /**
     * Where this timeline ends on this branch: the switch to the next one, or empty if it is the
     * newest timeline or not on this branch.
     */
    public Optional<Lsn> endOf(TimelineId timeline) {
        for (int i = 0; i + 1 < stretches.size(); i++) {
            boolean leaves =
                    stretches.get(i).epoch().timeline().equals(timeline)
                            && !stretches.get(i + 1).epoch().timeline().equals(timeline);
            if (leaves) {
                return Optional.ofNullable(stretches.get(i).end());
            }
        }
        return Optional.empty();
    }
}
