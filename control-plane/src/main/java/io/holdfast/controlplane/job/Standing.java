package io.holdfast.controlplane.job;

import com.google.protobuf.util.Durations;
import io.holdfast.controlplane.policy.Policies;
import io.holdfast.proto.v1.BackupSchedule;
import io.holdfast.proto.v1.Policy;
import io.holdfast.settings.value.CronExpression;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;

/**
 * How the backups of a cluster stand against its policy.
 *
 * @param nextDue when the next one is named by a schedule; it begins within the jitter
 * @param lateSince when the newest one was named that should have begun, and has not
 */
public record Standing(
        BackupRuns.Newest newest, Optional<Instant> nextDue, Optional<Instant> lateSince) {
    /** A backup that waits for another one to end is not late yet. */
    private static final Duration GRACE = Duration.ofMinutes(15);

    /**
     * Of a cluster that joined then. What was due before, or before this became its policy, is
     * nobody's fault.
     */
    public static Standing of(
            Policies.InForce inForce,
            Instant joinedAt,
            Optional<BackupRuns.Newest> known,
            Instant now) {
        Policy policy = inForce.policy().getPolicy();
        Instant since = inForce.since().isAfter(joinedAt) ? inForce.since() : joinedAt;
        BackupRuns.Newest newest = known.orElse(BackupRuns.Newest.NONE);
        Optional<Instant> next =
                policy.getSchedulesList().stream()
                        .flatMap(s -> cron(s).next(now, zone(s)).stream())
                        .min(Comparator.naturalOrder());
        Optional<Instant> owed =
                policy.getSchedulesList().stream()
                        .flatMap(s -> cron(s).newest(since, latest(s, now), zone(s)).stream())
                        .max(Comparator.naturalOrder());
        return new Standing(
                newest,
                next,
                owed.filter(at -> newest.dueAt().filter(due -> !due.isBefore(at)).isEmpty()));
    }

    private static Instant latest(BackupSchedule schedule, Instant now) {
        return now.minus(GRACE).minusMillis(Durations.toMillis(schedule.getJitter()));
    }

    private static CronExpression cron(BackupSchedule schedule) {
        return new CronExpression(schedule.getCron());
    }

    private static ZoneId zone(BackupSchedule schedule) {
        return schedule.getTimeZone().isEmpty()
                ? ZoneOffset.UTC
                : ZoneId.of(schedule.getTimeZone());
    }
}
