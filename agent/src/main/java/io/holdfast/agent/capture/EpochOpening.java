package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.TimelineHistory;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.epoch.EpochRecord;
import io.holdfast.repository.wal.GapRecord;
import io.holdfast.repository.wal.WalNames;
import java.util.List;
import java.util.Optional;

/**
 * What a repository holds of an epoch before its first piece: the histories of its timeline and of
 * all ancestors, and the gap before it, if there is one.
 *
 * @param histories may begin with timeline 1, which has no file
 */
record EpochOpening(EpochRecord epoch, List<TimelineHistory> histories, Optional<GapRecord> gap) {

    void put(ClusterRepository repository) {
        for (TimelineHistory history : histories) {
            if (history.timeline().value() == 1) {
                continue;
            }
            String name = WalNames.history(epoch.epoch(), history.timeline());
            Placed placed = repository.put(ContainerKind.HISTORY, name, history.raw());
            if (placed instanceof Placed.Other) {
                throw new HoldfastException(
                        ErrorCategory.INTEGRITY,
                        "history-conflict",
                        name
                                + " in repository "
                                + repository.name()
                                + " holds another history than the server's",
                        "Find out who else writes to this repository.");
            }
        }
        gap.ifPresent(
                record ->
                        repository.putRecord(
                                ContainerKind.GAP,
                                WalNames.gap(epoch.epoch(), record.start(), record.end()),
                                record));
    }
}
