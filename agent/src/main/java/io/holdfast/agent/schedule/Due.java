package io.holdfast.agent.schedule;

import io.holdfast.agent.config.BackupConfig.BackupSchedule;
import java.time.Instant;

/**
 * A backup of a schedule.
 *
 * @param named the time that the schedule names: the run is known by it
 * @param at when it begins: later than that by the cluster's share of the jitter
 */
public record Due(BackupSchedule schedule, Instant named, Instant at) {
    /** Identifies the schedule within the cluster. */
    public String scheduleText() {
        return schedule.cron().text() + " " + schedule.timeZone();
    }
}
