package io.holdfast.agent.capture;

import io.holdfast.repository.epoch.EpochId;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.wal.GapRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What there is to tell about a session that begins. */
final class SessionNews {
    private SessionNews() {}

    static List<CaptureEvent> of(
            Begun begun, Survey survey, List<ConfiguredRepository> configured) {
        EpochRecord epoch = begun.branch().newest().epoch();
        List<CaptureEvent> events = new ArrayList<>();
        events.add(new CaptureEvent.EpochTaken(epoch));
        begun.gap()
                .map(SessionNews::gap)
                .or(() -> UnansweredGap.in(begun.branch(), survey.repositories()))
                .ifPresent(events::add);
        EpochRecord.Parent parent = epoch.parent();
        if (parent != null && !parent.timeline().equals(epoch.timeline())) {
            events.add(
                    new CaptureEvent.TimelineSwitched(
                            parent.timeline(), epoch.timeline(), epoch.start()));
        }
        if (!epoch.acknowledges()) {
            events.add(new CaptureEvent.ForkPossible(epoch.epoch()));
        }
        events.addAll(leftOut(epoch.epoch(), survey.predecessors(), configured));
        return events;
    }

    private static CaptureEvent.GapFound gap(GapRecord gap) {
        return new CaptureEvent.GapFound(gap.start(), gap.end(), gap.timeline(), gap.reason());
    }

    private static List<CaptureEvent> leftOut(
            EpochId epoch, Predecessors predecessors, List<ConfiguredRepository> configured) {
        Set<UUID> ids = new TreeSet<>();
        configured.forEach(repository -> repository.id().ifPresent(ids::add));
        if (ids.size() < configured.size()) {
            // the one that seems to be missing may be one that was not reached yet
            return List.of();
        }
        List<CaptureEvent> events = new ArrayList<>();
        for (UUID repository : predecessors.repositories()) {
            if (!ids.contains(repository)) {
                events.add(new CaptureEvent.RepositoryLeftOut(epoch, repository));
            }
        }
        return events;
    }
}
