package io.holdfast.agent.config;

import io.holdfast.settings.Setting;
import io.holdfast.settings.value.ByteRate;
import io.holdfast.settings.value.CronExpression;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How and when base backups are made. */
public record BackupConfig(
        @Setting(
                        value =
                                "Where a backup reads from. local: the data directory, or no backup is made. streamed: the replication connection. auto: local if the data directory can be read here and proves to be this server's, else streamed.",
                        byDefault = "auto")
                BackupSource source,
        @Setting(
                        value = "How fast a backup may read from the database at most.",
                        without = "as fast as it can",
                        example = "50MB/s",
                        atLeast = "1MB/s")
                @Nullable ByteRate throttle,
        @Setting("When backups are made. The agent runs them by itself.")
                List<BackupSchedule> schedules) {

    /** Where a backup reads from. */
    public enum BackupSource {
        AUTO,
        LOCAL,
        STREAMED
    }

    /** What a backup reads. */
    public enum BackupKind {
        FULL
    }

    /** When backups of one kind are made. */
    public record BackupSchedule(
            @Setting(value = "full: everything is read and stored anew.", example = "full")
                    BackupKind kind,
            @Setting(
                            value =
                                    "The five fields of UNIX cron: minute, hour, day of month, month, day of week.",
                            example = "\"0 2 * * *\"")
                    CronExpression cron,
            @Setting(
                            value =
                                    "The time zone that the fields are meant in. In a zone with summer time, a time that is left out moves to the end of the gap.",
                            byDefault = "UTC")
                    ZoneId timeZone,
            @Setting(
                            value =
                                    "Begin later than that by a time below this, which is the cluster's own and always the same: databases that share a schedule do not all begin at once.",
                            byDefault = "0s",
                            atMost = "12h")
                    Duration jitter) {}

    public BackupConfig {
        schedules = List.copyOf(schedules);
    }
}
