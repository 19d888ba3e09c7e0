package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochRecord;
import java.util.List;
import java.util.Optional;

/**
 * Where a capture may begin, decided from what the repositories hold and what the server says of
 * itself. Pure: changes nothing, and is only the first half of the truth; the bytes up to the
 * frontier are compared before anything is sealed.
 */
sealed interface StartDecision {
    /** The server's history goes through the frontier on the parent's timeline. */
    record Continue() implements StartDecision {}

    /** The server left the parent's timeline exactly at the frontier, for this one. */
    record Follow(TimelineId next) implements StartDecision {}

    /** The server's history does not contain the frontier. A person decides. */
    record Diverged(String reason) implements StartDecision {}

    /** The server is of another cluster. */
    record Foreign(String reason) implements StartDecision {}

    /**
     * What the server says of itself.
     *
     * @param systemIdentifier unsigned, in decimal
     * @param flushed the end of its WAL
     * @param history of its timeline
     */
    record Server(
            String systemIdentifier, int walSegmentSize, Lsn flushed, TimelineHistory history) {
        TimelineId timeline() {
            return history.timeline();
        }
    }

    /**
     * @param parent the newest epoch that any repository holds
     * @param frontier the greatest end of that epoch in any repository
     * @param storedHistory of the parent's timeline, if a repository holds it
     */
    static StartDecision decide(
            Server server,
            EpochRecord parent,
            Lsn frontier,
            Optional<TimelineHistory> storedHistory) {
        if (!parent.systemIdentifier().equals(server.systemIdentifier())) {
            return new Foreign(
                    "the repositories hold system "
                            + parent.systemIdentifier()
                            + ", and the server is system "
                            + server.systemIdentifier());
        }
        if (parent.timeline().equals(server.timeline())) {
            return onSameTimeline(server, parent, frontier, storedHistory);
        }
        return onOtherTimeline(server, parent, frontier);
    }

    private static StartDecision onSameTimeline(
            Server server,
            EpochRecord parent,
            Lsn frontier,
            Optional<TimelineHistory> storedHistory) {
        // two servers promoted from one timeline choose the same number for the next
        if (storedHistory.isPresent() && !storedHistory.get().equals(server.history())) {
            return new Diverged(
                    "the repositories hold another history of timeline "
                            + parent.timeline()
                            + " than the server's");
        }
        if (server.flushed().isBefore(frontier)) {
            return new Diverged(
                    "the repositories hold timeline "
                            + parent.timeline()
                            + " up to "
                            + frontier
                            + ", and the server has only "
                            + server.flushed());
        }
        return new Continue();
    }

    private static StartDecision onOtherTimeline(Server server, EpochRecord parent, Lsn frontier) {
        Optional<Lsn> left = server.history().switchPointOf(parent.timeline());
        if (left.isEmpty()) {
            return new Diverged(
                    "the repositories are on timeline "
                            + parent.timeline()
                            + ", which is not in the history of the server's timeline "
                            + server.timeline());
        }
        if (left.get().isBefore(frontier)) {
            return new Diverged(
                    "the server left timeline "
                            + parent.timeline()
                            + " at "
                            + left.get()
                            + ", and the repositories hold it up to "
                            + frontier);
        }
        return left.get().equals(frontier)
                ? new Follow(after(parent.timeline(), server.history()))
                : new Continue();
    }

    private static TimelineId after(TimelineId left, TimelineHistory history) {
        List<TimelineHistory.Ancestor> ancestors = history.ancestors();
        for (int i = 0; i + 1 < ancestors.size(); i++) {
            if (ancestors.get(i).timeline().equals(left)) {
                return ancestors.get(i + 1).timeline();
            }
        }
        return history.timeline();
    }
}
