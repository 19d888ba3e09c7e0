package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.Branch;
import io.holdfast.repository.epoch.EpochRecord;
import java.util.Optional;

/**
 * Where a session asks the server to stream from, and what it holds the bytes against.
 *
 * @param timeline to stream
 * @param streamStart the beginning of a segment
 * @param comparison empty if the repositories hold nothing to compare with
 * @param follow the timeline on which the new epoch will lie, if the parent's has ended at the
 *     frontier
 */
record SessionPlan(
        TimelineId timeline,
        Lsn streamStart,
        Optional<WalComparison> comparison,
        Optional<TimelineId> follow) {

    static SessionPlan make(ServerFacts server, ReplicationSlot slot, Survey survey) {
        Optional<EpochRecord> newest = survey.newest();
        return newest.isEmpty()
                ? first(server, slot)
                : after(server, survey, newest.get(), survey.frontier().orElseThrow());
    }

    /** Begins where the slot does, as if the repositories held nothing. */
    static SessionPlan first(ServerFacts server, ReplicationSlot slot) {
        Lsn start = server.segmentSize().startOf(slot.restartLsn().orElseThrow());
        return new SessionPlan(
                server.history().timelineAt(start), start, Optional.empty(), Optional.empty());
    }

    private static SessionPlan after(
            ServerFacts server, Survey survey, EpochRecord parent, Lsn frontier) {
        checkSegmentSize(server, parent);
        StartDecision decision =
                StartDecision.decide(server.forDecision(), parent, frontier, survey.history());
        return switch (decision) {
            case StartDecision.Foreign foreign -> throw foreign(foreign.reason());
            case StartDecision.Diverged diverged -> throw WalComparison.refused(diverged.reason());
            case StartDecision.Continue goesOn ->
                    compared(server, survey, parent, frontier, Optional.empty());
            case StartDecision.Follow follow ->
                    compared(server, survey, parent, frontier, Optional.of(follow.next()));
        };
    }

    private static SessionPlan compared(
            ServerFacts server,
            Survey survey,
            EpochRecord parent,
            Lsn frontier,
            Optional<TimelineId> follow) {
        // at an exact boundary the segment before is compared, so that there is always something
        Lsn streamStart = server.segmentSize().startOf(frontier.plus(-1));
        Branch branch = Branch.to(survey.epochs(), parent.epoch());
        HeldBranch held = HeldBranch.of(survey, branch, streamStart);
        WalComparison comparison = new WalComparison(held, streamStart, held.start(), frontier);
        return new SessionPlan(parent.timeline(), streamStart, Optional.of(comparison), follow);
    }

    private static void checkSegmentSize(ServerFacts server, EpochRecord parent) {
        if (parent.walSegmentSize() != server.segmentSize().bytes()) {
            throw foreign(
                    "the repositories hold WAL in segments of "
                            + parent.walSegmentSize()
                            + " bytes, and the server's have "
                            + server.segmentSize().bytes());
        }
    }

    private static HoldfastException foreign(String reason) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "capture-foreign",
                reason,
                "Give this server a cluster id of its own; nothing was changed in the"
                        + " repositories.");
    }
}
