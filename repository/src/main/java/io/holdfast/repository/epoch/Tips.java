package io.holdfast.repository.epoch;

import io.holdfast.postgres.Lsn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The epochs that nobody has continued or closed, and which of them is the newest: the one that
 * readers and takers follow. More than one is open where takers reached different repositories.
 */
public final class Tips {
    private static final Comparator<EpochRecord> BY_AGE =
            Comparator.comparingInt((EpochRecord e) -> e.epoch().number())
                    .thenComparing(EpochRecord::createdAt)
                    .thenComparing(EpochRecord::epoch);

    private final NavigableMap<EpochId, EpochRecord> epochs;
    private final Function<EpochRecord, Lsn> frontier;
    private final Map<EpochId, Lsn> frontiers = new HashMap<>();

    private Tips(NavigableMap<EpochId, EpochRecord> epochs, Function<EpochRecord, Lsn> frontier) {
        this.epochs = epochs;
        this.frontier = frontier;
    }

    /** All open tips, in the order of their ids. At least one if there is an epoch. */
    public static List<EpochRecord> open(NavigableMap<EpochId, EpochRecord> epochs) {
        return open(epochs, epoch -> true);
    }

    /**
     * The tips of those epochs that are wanted: not closed by any, and not continued by one that is
     * wanted.
     */
    private static List<EpochRecord> open(
            NavigableMap<EpochId, EpochRecord> epochs, Predicate<EpochRecord> isWanted) {
        Set<EpochId> continued = new HashSet<>();
        Set<EpochId> closed = new HashSet<>();
        for (EpochRecord epoch : epochs.values()) {
            // nobody can have seen an epoch of a later number: such a claim would leave no tip
            epoch.closes().stream()
                    .filter(id -> isBefore(id, epoch) && isFinal(epoch, epochs.get(id)))
                    .forEach(closed::add);
            EpochRecord.Parent parent = epoch.parent();
            if (isWanted.test(epoch) && parent != null && isBefore(parent.epoch(), epoch)) {
                continued.add(parent.epoch());
            }
        }
        List<EpochRecord> tips =
                epochs.values().stream()
                        .filter(isWanted)
                        .filter(e -> !continued.contains(e.epoch()))
                        .toList();
        List<EpochRecord> open = tips.stream().filter(e -> !closed.contains(e.epoch())).toList();
        return open.isEmpty() ? tips : open;
    }

    /**
     * Whether nothing more can be acknowledged of an epoch once another has closed it: it was
     * sealed in so many of its repositories that its closer may acknowledge, or in all of them.
     */
    private static boolean isFinal(EpochRecord closer, @Nullable EpochRecord closed) {
        return closed == null
                || closer.acknowledges()
                || closer.takenIn().containsAll(closed.repositories());
    }

    private static boolean isBefore(EpochId id, EpochRecord epoch) {
        return id.number() < epoch.epoch().number();
    }

    /**
     * The epoch that readers follow, and that whoever takes the next one continues; empty if there
     * is no epoch. Of the tips that hold WAL of their own the one of the greatest number tells the
     * timeline; of all that end on this timeline the one that reaches furthest is the newest.
     *
     * @param frontier where the WAL of an epoch ends; asked only where there is a choice
     */
    public static Optional<EpochRecord> newest(
            NavigableMap<EpochId, EpochRecord> epochs, Function<EpochRecord, Lsn> frontier) {
        return newest(epochs, epoch -> true, frontier);
    }

    /** The newest among those epochs that are wanted. */
    public static Optional<EpochRecord> newest(
            NavigableMap<EpochId, EpochRecord> epochs,
            Predicate<EpochRecord> isWanted,
            Function<EpochRecord, Lsn> frontier) {
        List<EpochRecord> open = open(epochs, isWanted);
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(new Tips(epochs, frontier).choose(open));
    }

    private EpochRecord choose(List<EpochRecord> open) {
        List<EpochRecord> worth =
                open.size() < 2
                        ? open
                        : open.stream()
                                .filter(tip -> open.stream().noneMatch(o -> addsLess(tip, o)))
                                .toList();
        EpochRecord latest = worth.stream().max(BY_AGE).orElseThrow();
        List<EpochRecord> ends =
                worth.stream()
                        .filter(tip -> tip.timeline().equals(latest.timeline()))
                        .flatMap(tip -> ends(tip).stream())
                        .toList();
        return ends.size() < 2
                ? ends.getFirst()
                : ends.stream()
                        .max(Comparator.comparing(this::frontierOf).thenComparing(BY_AGE))
                        .orElseThrow();
    }

    /**
     * The tip, and the epochs before it that go on behind the position at which they were
     * continued: somebody continued them who could not reach all of their repositories. Who reached
     * them all knew where the one before ended, but what lies further back only if that one's
     * writer could be acknowledged.
     */
    private List<EpochRecord> ends(EpochRecord tip) {
        List<EpochRecord> ends = new ArrayList<>(List.of(tip));
        EpochRecord epoch = tip;
        EpochRecord.Parent left = tip.parent();
        while (left != null && epoch.reason() != EpochRecord.Reason.ADOPT) {
            EpochRecord before = epochs.get(left.epoch());
            if (before == null
                    || !isBefore(before.epoch(), epoch)
                    || !before.timeline().equals(tip.timeline())) {
                break;
            }
            boolean isEndKnown = epoch.takenIn().containsAll(before.repositories());
            if (isEndKnown && before.acknowledges()) {
                break;
            }
            if (!isEndKnown && frontierOf(before).isAfter(left.end())) {
                ends.add(before);
            }
            epoch = before;
            left = before.parent();
        }
        return ends;
    }

    /**
     * Whether the way to this tip holds nothing that the way to the other does not, and the other
     * holds more. Such an epoch was left by a taker that lost its race, or that died before it
     * wrote anything: nothing in it was ever acknowledged.
     */
    private boolean addsLess(EpochRecord tip, EpochRecord other) {
        return !tip.equals(other) && !adds(tip, other) && adds(other, tip);
    }

    private boolean adds(EpochRecord tip, EpochRecord other) {
        Map<EpochId, Stretch> theirs = new HashMap<>();
        Branch.to(epochs, other.epoch()).stretches().forEach(s -> theirs.put(s.epoch().epoch(), s));
        return Branch.to(epochs, tip.epoch()).stretches().stream()
                .anyMatch(stretch -> adds(stretch, theirs.get(stretch.epoch().epoch())));
    }

    private boolean adds(Stretch stretch, @Nullable Stretch theirs) {
        return theirs == null ? isOfWeight(stretch) : endOf(stretch).isAfter(endOf(theirs));
    }

    /** A stretch with WAL, or a person's decision. */
    private boolean isOfWeight(Stretch stretch) {
        return stretch.epoch().reason() == EpochRecord.Reason.ADOPT
                || endOf(stretch).isAfter(stretch.start());
    }

    private Lsn endOf(Stretch stretch) {
        return stretch.end() == null ? frontierOf(stretch.epoch()) : stretch.end();
    }

    private Lsn frontierOf(EpochRecord epoch) {
        return frontiers.computeIfAbsent(epoch.epoch(), id -> frontier.apply(epoch));
    }
}
