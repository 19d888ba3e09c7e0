package io.holdfast.controlplane.policy;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.BackupKind;
import io.holdfast.proto.v1.BackupSchedule;
import io.holdfast.proto.v1.Objectives;
import io.holdfast.proto.v1.Policy;
import io.holdfast.proto.v1.Retention;
import io.holdfast.proto.v1.Verification;
import io.holdfast.proto.v1.VerificationLevel;
import io.holdfast.settings.value.CronExpression;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a policy must be to be applied. Each fault is a {@code policy-malformed} that names the
 * place in the document.
 */
final class PolicyRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int LONGEST_DESCRIPTION = 500;
    private static final int MOST_SCHEDULES = 16;
    private static final int LONGEST_CRON = 100;
    private static final int MOST_KEPT = 100_000;
    private static final long HOUR = 3_600;
    private static final long LONGEST_JITTER = 12 * HOUR;
    private static final long LONGEST = 100 * 366 * 24 * HOUR;

    private final String name;

    private PolicyRules(String name) {
        this.name = name;
    }

    static void check(Policy policy) {
        checkName(policy.getName());
        new PolicyRules(policy.getName()).checkContent(policy);
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "policy-name-malformed",
                    "a policy cannot have that name",
                    "Use 1 to 63 of the characters a-z, 0-9 and -, beginning and ending with a"
                            + " letter or digit.");
        }
        if (Presets.find(name).isPresent()) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "policy-built-in",
                    "the policy " + name + " is built in, and does not change",
                    "Give yours another name: 'holdfast get policy "
                            + name
                            + "' prints one to begin with.");
        }
    }

    private void checkContent(Policy policy) {
        if (policy.getDescription().length() > LONGEST_DESCRIPTION) {
            throw wrong("description", "longer than " + LONGEST_DESCRIPTION + " characters");
        }
        objectives(policy.getObjectives());
        if (policy.getSchedulesCount() > MOST_SCHEDULES) {
            throw wrong("backup.schedules", "more than " + MOST_SCHEDULES);
        }
        IntStream.range(0, policy.getSchedulesCount())
                .forEach(i -> schedule("backup.schedules[" + i + "]", policy.getSchedules(i)));
        if (policy.hasRetention()) {
            retention(policy.getRetention());
        }
        if (policy.hasVerification()) {
            verification(policy.getVerification());
        }
    }

    private void objectives(Objectives objectives) {
        for (var field : objectives.getAllFields().entrySet()) {
            String key = field.getKey().getJsonName();
            duration("objectives." + key, (Duration) field.getValue(), 1, LONGEST);
        }
    }

    private void schedule(String place, BackupSchedule schedule) {
        if (schedule.getKind() != BackupKind.BACKUP_KIND_FULL) {
            throw wrong(place + ".kind", "none that there is");
        }
        if (schedule.getCron().length() > LONGEST_CRON) {
            throw wrong(place + ".cron", "longer than " + LONGEST_CRON + " characters");
        }
        try {
            new CronExpression(schedule.getCron());
        } catch (HoldfastException e) {
            throw wrong(place + ".cron", String.valueOf(e.getMessage()));
        }
        try {
            if (!schedule.getTimeZone().isEmpty()) {
                ZoneId.of(schedule.getTimeZone());
            }
        } catch (DateTimeException e) {
            throw wrong(place + ".timeZone", "no time zone, such as Europe/Paris");
        }
        if (schedule.hasJitter()) {
            duration(place + ".jitter", schedule.getJitter(), 0, LONGEST_JITTER);
        }
    }

    private void retention(Retention retention) {
        for (var field : retention.getAllFields().entrySet()) {
            String place = "retention." + field.getKey().getJsonName();
            if (field.getValue() instanceof Integer kept && (kept < 0 || kept > MOST_KEPT)) {
                throw wrong(place, "not from 0 to " + MOST_KEPT);
            }
            if (field.getValue() instanceof Duration window) {
                duration(place, window, HOUR, LONGEST);
            }
        }
    }

    private void verification(Verification verification) {
        VerificationLevel level = verification.getLevel();
        if (level == VerificationLevel.VERIFICATION_LEVEL_UNSPECIFIED
                || level == VerificationLevel.UNRECOGNIZED) {
            throw wrong("verification.level", "none that there is");
        }
        if (!verification.hasMaxAge()) {
            throw wrong("verification.maxAge", "missing");
        }
        duration("verification.maxAge", verification.getMaxAge(), HOUR, LONGEST);
    }

    private void duration(String place, Duration duration, long atLeast, long atMost) {
        boolean isDuration =
                Durations.isValid(duration)
                        && duration.getNanos() % 1_000_000 == 0
                        && duration.getSeconds() >= atLeast
                        && duration.getSeconds() <= atMost;
        if (!isDuration) {
            throw wrong(
                    place,
                    String.format(
                            Locale.ROOT,
                            "not whole milliseconds from %d to %d seconds",
                            atLeast,
                            atMost));
        }
    }

    private HoldfastException wrong(String place, String what) {
        return new HoldfastException(
                ErrorCategory.USER,
                "policy-malformed",
                "in the policy " + name + ", " + place + " is " + what,
                "Correct it, and apply the document again: nothing of it was applied.");
    }
}
