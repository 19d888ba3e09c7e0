package io.holdfast.cli.policy;

import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.BackupSchedule;
import io.holdfast.proto.v1.Objectives;
import io.holdfast.proto.v1.Policy;
import io.holdfast.proto.v1.Retention;
import io.holdfast.settings.value.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A policy as the file that applies it. */
final class PolicyText {
    private PolicyText() {}

    static List<String> lines(Policy policy) {
        List<String> lines = new ArrayList<>();
        lines.add("kind: policy");
        lines.add("name: " + policy.getName());
        if (!policy.getDescription().isEmpty()) {
            lines.add("description: " + quoted(policy.getDescription()));
        }
        group(lines, "objectives", objectives(policy.getObjectives()));
        if (policy.getSchedulesCount() > 0) {
            lines.add("backup:");
            lines.add("  schedules:");
            policy.getSchedulesList().forEach(one -> lines.add("    - {" + schedule(one) + "}"));
        }
        if (policy.hasRetention()) {
            group(lines, "retention", retention(policy.getRetention()));
        }
        if (policy.hasVerification()) {
            group(
                    lines,
                    "verification",
                    List.of(
                            "level: "
                                    + policy.getVerification()
                                            .getLevel()
                                            .name()
                                            .replace("VERIFICATION_LEVEL_", "")
                                            .toLowerCase(Locale.ROOT),
                            "maxAge: " + duration(policy.getVerification().getMaxAge())));
        }
        return lines;
    }

    private static void group(List<String> lines, String key, List<String> members) {
        if (!members.isEmpty()) {
            lines.add(key + ":");
            members.forEach(member -> lines.add("  " + member));
        }
    }

    private static List<String> objectives(Objectives objectives) {
        List<String> members = new ArrayList<>();
        objectives
                .getAllFields()
                .forEach(
                        (field, value) ->
                                members.add(
                                        field.getJsonName()
                                                + ": "
                                                + duration((com.google.protobuf.Duration) value)));
        return members;
    }

    private static String schedule(BackupSchedule schedule) {
        String text =
                "kind: "
                        + schedule.getKind()
                                .name()
                                .replace("BACKUP_KIND_", "")
                                .toLowerCase(Locale.ROOT)
                        + ", cron: "
                        + quoted(schedule.getCron());
        if (!schedule.getTimeZone().isEmpty()) {
            text += ", timeZone: " + quoted(schedule.getTimeZone());
        }
        return schedule.hasJitter() ? text + ", jitter: " + duration(schedule.getJitter()) : text;
    }

    private static List<String> retention(Retention retention) {
        List<String> members = new ArrayList<>();
        members.add(
                "full: {daily: %d, weekly: %d, monthly: %d, yearly: %d}"
                        .formatted(
                                retention.getDaily(),
                                retention.getWeekly(),
                                retention.getMonthly(),
                                retention.getYearly()));
        if (retention.getCount() > 0) {
            members.add("count: " + retention.getCount());
        }
        if (retention.hasWindow()) {
            members.add("window: " + duration(retention.getWindow()));
        }
        return members;
    }

    private static String duration(com.google.protobuf.Duration duration) {
        return Durations.format(Times.of(duration));
    }

    // double quotes of YAML have JSON's escapes
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
