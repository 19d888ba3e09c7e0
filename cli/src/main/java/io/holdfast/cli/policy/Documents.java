package io.holdfast.cli.policy;

import io.holdfast.agent.config.BackupConfig;
import io.holdfast.agent.config.RetentionConfig;
import io.holdfast.cli.options.HostName;
import io.holdfast.cli.remote.Times;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Assignment;
import io.holdfast.proto.v1.BackupKind;
import io.holdfast.proto.v1.BackupSchedule;
import io.holdfast.proto.v1.Document;
import io.holdfast.proto.v1.Objectives;
import io.holdfast.proto.v1.Policy;
import io.holdfast.proto.v1.Retention;
import io.holdfast.proto.v1.Verification;
import io.holdfast.proto.v1.VerificationLevel;
import io.holdfast.settings.SettingsFile;
import io.holdfast.settings.Surroundings;
import io.holdfast.settings.Surroundings.SecretCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Files of policies and assignments in the contract's terms. */
final class Documents {
    private static final Map<String, Class<? extends Record>> KINDS =
            Map.of("policy", PolicyDocument.class, "assignment", AssignmentDocument.class);

    private Documents() {}

    /**
     * @param files {@code -} is the standard input
     * @throws HoldfastException (configuration) with all the problems of a file
     */
    static List<Document> read(List<Path> files) {
        List<Document> documents = new ArrayList<>();
        for (Path file : files) {
            Path source = file.toString().equals("-") ? Path.of("/dev/stdin") : file;
            List<Record> read =
                    new SettingsFile(
                                    source,
                                    new Surroundings(
                                            System::getenv, HostName.get(), SecretCheck.WHEN_USED),
                                    Map.of())
                            .readAll(KINDS);
            if (read.isEmpty()) {
                throw new HoldfastException(
                        ErrorCategory.CONFIGURATION,
                        "documents-missing",
                        "there is no document in " + file,
                        "Write one, or begin with 'holdfast get policy financial'.");
            }
            read.forEach(record -> documents.add(document(record)));
        }
        return documents;
    }

    private static Document document(Record record) {
        return switch (record) {
            case PolicyDocument policy -> Document.newBuilder().setPolicy(policy(policy)).build();
            case AssignmentDocument assignment ->
                    Document.newBuilder()
                            .setAssignment(
                                    Assignment.newBuilder()
                                            .setCluster(assignment.cluster())
                                            .setPolicy(assignment.policy()))
                            .build();
            default -> throw new IllegalStateException(record.getClass() + " is no document");
        };
    }

    private static Policy policy(PolicyDocument document) {
        Policy.Builder policy =
                Policy.newBuilder()
                        .setName(document.name())
                        .setDescription(document.description().strip())
                        .setObjectives(objectives(document.objectives()));
        document.backup().schedules().forEach(one -> policy.addSchedules(schedule(one)));
        if (!document.retention().keepsEverything()) {
            policy.setRetention(retention(document.retention()));
        }
        PolicyDocument.VerificationDocument verification = document.verification();
        if (verification != null) {
            policy.setVerification(
                    Verification.newBuilder()
                            .setLevel(
                                    VerificationLevel.valueOf(
                                            "VERIFICATION_LEVEL_" + verification.level()))
                            .setMaxAge(Times.of(verification.maxAge())));
        }
        return policy.build();
    }

    private static Objectives objectives(PolicyDocument.ObjectivesDocument document) {
        Objectives.Builder objectives = Objectives.newBuilder();
        set(document.database(), objectives::setDatabase);
        set(document.region(), objectives::setRegion);
        set(document.provider(), objectives::setProvider);
        set(document.recoveryTime(), objectives::setRecoveryTime);
        return objectives.build();
    }

    private static void set(
            @Nullable Duration duration, Consumer<com.google.protobuf.Duration> setter) {
        if (duration != null) {
            setter.accept(Times.of(duration));
        }
    }

    private static BackupSchedule schedule(BackupConfig.BackupSchedule schedule) {
        BackupSchedule.Builder built =
                BackupSchedule.newBuilder()
                        .setKind(
                                switch (schedule.kind()) {
                                    case FULL -> BackupKind.BACKUP_KIND_FULL;
                                })
                        .setCron(schedule.cron().text())
                        .setTimeZone(schedule.timeZone().getId());
        if (!schedule.jitter().isZero()) {
            built.setJitter(Times.of(schedule.jitter()));
        }
        return built.build();
    }

    private static Retention retention(RetentionConfig config) {
        Retention.Builder retention =
                Retention.newBuilder()
                        .setDaily(config.full().daily())
                        .setWeekly(config.full().weekly())
                        .setMonthly(config.full().monthly())
                        .setYearly(config.full().yearly());
        Integer count = config.count();
        if (count != null) {
            retention.setCount(count);
        }
        set(config.window(), retention::setWindow);
        return retention.build();
    }
}
