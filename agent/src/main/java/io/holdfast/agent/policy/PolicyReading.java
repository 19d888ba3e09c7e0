package io.holdfast.agent.policy;

import io.holdfast.agent.config.BackupConfig.BackupKind;
import io.holdfast.agent.config.BackupConfig.BackupSchedule;
import io.holdfast.agent.config.RetentionConfig;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Policy;
import io.holdfast.proto.v1.Retention;
import io.holdfast.settings.value.CronExpression;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * A policy in the agent's own terms. All throw {@code policy-refused}: what an agent does not
 * understand it does not half do.
 */
final class PolicyReading {
    private PolicyReading() {}

    static List<BackupSchedule> schedules(Policy policy) {
        return policy.getSchedulesList().stream().map(PolicyReading::schedule).toList();
    }

    private static BackupSchedule schedule(io.holdfast.proto.v1.BackupSchedule schedule) {
        return new BackupSchedule(
                switch (schedule.getKind()) {
                    case BACKUP_KIND_FULL -> BackupKind.FULL;
                    case BACKUP_KIND_UNSPECIFIED, UNRECOGNIZED ->
                            throw refused("it does not know a kind of backup");
                },
                cron(schedule.getCron()),
                zone(schedule.getTimeZone()),
                duration(schedule.getJitter()));
    }

    private static CronExpression cron(String text) {
        try {
            return new CronExpression(text);
        } catch (HoldfastException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.isEmpty() ? "UTC" : text);
        } catch (DateTimeException e) {
            throw refused("it does not know a time zone: " + e.getMessage());
        }
    }

    static RetentionConfig retention(Retention retention) {
        return new RetentionConfig(
                new RetentionConfig.Generations(
                        retention.getDaily(),
                        retention.getWeekly(),
                        retention.getMonthly(),
                        retention.getYearly()),
                retention.getCount() == 0 ? null : retention.getCount(),
                retention.hasWindow() ? duration(retention.getWindow()) : null);
    }

    private static Duration duration(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    private static HoldfastException refused(String why) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION,
                "policy-refused",
                "the agent cannot work by the policy: " + why,
                "Run an agent of the same Holdfast as the control plane; until then it works by"
                        + " what it was told before.");
    }
}
