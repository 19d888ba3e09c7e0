package io.holdfast.cli.policy;

import io.holdfast.agent.config.BackupConfig.BackupSchedule;
import io.holdfast.agent.config.RetentionConfig;
import io.holdfast.settings.Setting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is promised of databases, and what is done for them. */
public record PolicyDocument(
        @Setting(
                        value = "policy",
                        pattern = "policy",
                        patternHint = "Write policy.",
                        example = "policy")
                String kind,
        @Setting(
                        value = "What assignments call it. Not the name of one that is built in.",
                        example = "payments",
                        pattern = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
                        patternHint =
                                "Use 1 to 63 of the characters a-z, 0-9 and -, beginning and ending with a letter or digit.")
                String name,
        @Setting(value = "What it is for.", byDefault = " ") String description,
        @Setting("The most that may be lost, and the longest that recovery may take.")
                ObjectivesDocument objectives,
        @Setting("When backups are made.") BackupDocument backup,
        @Setting(
                        "What is kept: a backup is kept while any of these rules keeps it. Without a rule nothing is ever removed.")
                RetentionConfig retention,
        @Setting("What must have been shown of a backup.")
                @Nullable VerificationDocument verification) {

    /** The most that may be lost in a disaster, and the longest that recovery may take. */
    public record ObjectivesDocument(
            @Setting(
                            value = "RPO if the database is lost.",
                            without = "nothing is promised",
                            example = "15m",
                            atLeast = "1s")
                    @Nullable Duration database,
            @Setting(
                            value = "RPO if its region is lost.",
                            without = "nothing is promised",
                            example = "4h",
                            atLeast = "1s")
                    @Nullable Duration region,
            @Setting(
                            value = "RPO if its provider is lost.",
                            without = "nothing is promised",
                            example = "24h",
                            atLeast = "1s")
                    @Nullable Duration provider,
            @Setting(
                            value = "RTO: how long recovery may take.",
                            without = "nothing is promised",
                            example = "1h",
                            atLeast = "1s")
                    @Nullable Duration recoveryTime) {}

    /** When backups are made. */
    public record BackupDocument(
            @Setting(
                            "The agents run them by themselves, whether the control plane is there or not.")
                    List<BackupSchedule> schedules) {}

    /** What must have been shown of a backup, and how long ago at most. */
    public record VerificationDocument(
            @Setting(
                            value =
                                    "stored: every object is there; intact: every byte was read; starts: PostgreSQL starts from it; replays: it replays the WAL up to the frontier; checked: and what is in it passes checks.",
                            example = "replays")
                    Level level,
            @Setting(value = "How long ago at most.", example = "31d", atLeast = "1h")
                    Duration maxAge) {}

    /** Each includes those before it. */
    public enum Level {
        STORED,
        INTACT,
        STARTS,
        REPLAYS,
        CHECKED
    }
}
