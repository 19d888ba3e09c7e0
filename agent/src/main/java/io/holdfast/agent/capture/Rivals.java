package io.holdfast.agent.capture;

import io.holdfast.agent.config.Durability;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.epoch.Stretch;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What other instances wrote and a taker would leave behind: open tips, and what turned up of
 * epochs that could not be fenced when they were continued. It may be passed over only if nothing
 * in it can have been acknowledged, or if the server has the same WAL; otherwise a person decides.
 */
final class Rivals {
    private final Survey survey;
    private final StartDecision.Server server;
    private final Branch followed;

    private Rivals(Survey survey, StartDecision.Server server, EpochRecord parent) {
        this.survey = survey;
        this.server = server;
        this.followed = Branch.to(survey.epochs(), parent.epoch());
    }

    /**
     * @throws io.holdfast.error.HoldfastException {@code capture-diverged}
     */
    static void check(
            Survey survey, StartDecision.Server server, EpochRecord parent, String instance) {
        Rivals rivals = new Rivals(survey, server, parent);
        survey.predecessors().all().values().stream()
                .filter(epoch -> !epoch.equals(parent) && !epoch.instance().equals(instance))
                .forEach(rivals::check);
    }

    private void check(EpochRecord rival) {
        Branch branch = Branch.to(survey.epochs(), rival.epoch());
        Lsn end = survey.furthest(rival);
        if (end.isAfter(used(rival)) && mayHoldAcknowledged(branch) && !isOfServer(branch, end)) {
            throw WalComparison.refused(
                    "the repositories hold epoch "
                            + rival.epoch()
                            + " of instance "
                            + rival.instance()
                            + " up to "
                            + end
                            + ", which is not in the history of this server and may have been"
                            + " acknowledged");
        }
    }

    /** Up to where the branch that is followed has the epoch's WAL. */
    private Lsn used(EpochRecord epoch) {
        return followed.stretches().stream()
                .filter(stretch -> stretch.epoch().equals(epoch))
                .findFirst()
                .map(Stretch::end)
                .orElse(Lsn.ZERO);
    }

    /** Whether any epoch that leads to the rival, and is not followed to its end, may. */
    private boolean mayHoldAcknowledged(Branch branch) {
        Set<EpochRecord> shared =
                followed.stretches().stream().map(Stretch::epoch).collect(Collectors.toSet());
        EpochRecord rival = branch.newest().epoch();
        return branch.stretches().stream()
                .map(Stretch::epoch)
                .filter(epoch -> epoch.equals(rival) || !shared.contains(epoch))
                .anyMatch(this::mayHoldAcknowledged);
    }

    /** A repository that cannot be read may hold everything. */
    private boolean mayHoldAcknowledged(EpochRecord epoch) {
        Set<UUID> reached = survey.reached();
        long unread = epoch.repositories().stream().filter(id -> !reached.contains(id)).count();
        long holders =
                survey.holdings().stream()
                        .map(holding -> PartlyRead.of(holding.repository(), epoch))
                        .filter(end -> end.damage().isPresent() || end.end().isAfter(epoch.start()))
                        .count();
        AckRule rule = new AckRule(Durability.parse(epoch.durability()));
        return epoch.acknowledges() && unread + holders >= rule.fewestHolders();
    }

    private boolean isOfServer(Branch branch, Lsn end) {
        TimelineId timeline = branch.newest().epoch().timeline();
        Optional<Lsn> left =
                timeline.equals(server.timeline())
                        ? Optional.of(server.flushed())
                        : server.history().switchPointOf(timeline);
        boolean isOnTheWay = left.isPresent() && !left.get().isBefore(end);
        return isOnTheWay && isFollowed(branch, end);
    }

    /**
     * Whether the branch that is followed holds the same, as far back as is compared whenever a
     * session begins: to the beginning of the segment.
     *
     * @throws io.holdfast.error.HoldfastException {@code wal-out-of-reach} if that cannot be told
     *     now
     */
    private boolean isFollowed(Branch branch, Lsn end) {
        Lsn last = end.plus(-1);
        Lsn segment = last.plus(-Long.remainderUnsigned(last.value(), server.walSegmentSize()));
        HeldBranch theirs = HeldBranch.of(survey, branch, segment);
        HeldBranch mine = HeldBranch.of(survey, followed, segment);
        Lsn from = Lsn.max(theirs.start(), mine.start());
        theirs.requireUpTo(end);
        mine.requireUpTo(end);
        boolean isHeld =
                from.isBefore(end) && !theirs.end().isBefore(end) && !mine.end().isBefore(end);
        return isHeld && Arrays.equals(theirs.read(from, end), mine.read(from, end));
    }
}
