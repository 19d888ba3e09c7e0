package io.holdfast.controlplane.policy;

import com.google.protobuf.Duration;
import io.holdfast.proto.v1.BackupKind;
import io.holdfast.proto.v1.BackupSchedule;
import io.holdfast.proto.v1.Objectives;
import io.holdfast.proto.v1.Policy;
import io.holdfast.proto.v1.Retention;
import io.holdfast.proto.v1.Verification;
import io.holdfast.proto.v1.VerificationLevel;
import java.util.List;
import java.util.Optional;

/** The policies that are there without being applied. They never change under their names. */
public final class Presets {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private static final Retention YEARS =
            Retention.newBuilder()
                    .setDaily(30)
                    .setWeekly(12)
                    .setMonthly(12)
                    .setYearly(7)
                    .setWindow(seconds(35 * DAY))
                    .build();

    private static final Retention WEEKS =
            Retention.newBuilder().setDaily(7).setWeekly(4).setWindow(seconds(7 * DAY)).build();

    private static final List<Policy> ALL =
            List.of(
                    policy(
                                    "analytics",
                                    "What can be computed again, at some cost.",
                                    24 * HOUR,
                                    24 * HOUR)
                            .setRetention(YEARS)
                            .setVerification(
                                    verified(VerificationLevel.VERIFICATION_LEVEL_STARTS, 31 * DAY))
                            .build(),
                    policy("development", "What nobody would miss for long.", 24 * HOUR, 24 * HOUR)
                            .setRetention(WEEKS)
                            .build(),
                    policy("financial", "Money, and what auditors ask for.", 15 * MINUTE, HOUR)
                            .setRetention(YEARS)
                            .setVerification(
                                    verified(
                                            VerificationLevel.VERIFICATION_LEVEL_CHECKED, 31 * DAY))
                            .build(),
                    policy("user-data", "What users have entrusted to the service.", HOUR, 4 * HOUR)
                            .setRetention(YEARS)
                            .setVerification(
                                    verified(
                                            VerificationLevel.VERIFICATION_LEVEL_REPLAYS, 31 * DAY))
                            .build());

    private Presets() {}

    private static Policy.Builder policy(
            String name, String description, long mayBeLost, long recoveryTime) {
        return Policy.newBuilder()
                .setName(name)
                .setDescription(description)
                .setObjectives(
                        Objectives.newBuilder()
                                .setDatabase(seconds(mayBeLost))
                                .setRegion(seconds(mayBeLost))
                                .setProvider(seconds(mayBeLost))
                                .setRecoveryTime(seconds(recoveryTime)))
                .addSchedules(
                        BackupSchedule.newBuilder()
                                .setKind(BackupKind.BACKUP_KIND_FULL)
                                .setCron("0 1 * * *")
                                .setTimeZone("UTC")
                                .setJitter(seconds(2 * HOUR)));
    }

    private static Verification verified(VerificationLevel level, long age) {
        return Verification.newBuilder().setLevel(level).setMaxAge(seconds(age)).build();
    }

    private static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    /** All of them, by name. */
    public static List<Policy> all() {
        return ALL;
    }

    /** The one of this name. */
    public static Optional<Policy> find(String name) {
        return ALL.stream().filter(policy -> policy.getName().equals(name)).findFirst();
    }
}
