package io.holdfast.controlplane.link;

import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.fleet.DatabaseFacts;
import io.holdfast.controlplane.fleet.Greeting;
import io.holdfast.controlplane.fleet.InstanceRole;
import io.holdfast.controlplane.fleet.Place;
import io.holdfast.controlplane.fleet.WorksBy;
import io.holdfast.controlplane.lag.CapturePhase;
import io.holdfast.controlplane.lag.Failure;
import io.holdfast.controlplane.lag.LagReport;
import io.holdfast.controlplane.lag.RepositoryLag;
import io.holdfast.controlplane.lag.RepositoryState;
import io.holdfast.controlplane.lag.SlotReport;
import io.holdfast.controlplane.lag.history.LagFigures;
import io.holdfast.controlplane.lag.history.LagMinute;
import io.holdfast.controlplane.lag.history.RepositoryFigures;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import io.holdfast.proto.v1.BackupOutcome;
import io.holdfast.proto.v1.BackupRun;
import io.holdfast.proto.v1.Database;
import io.holdfast.proto.v1.FailureDomain;
import io.holdfast.proto.v1.Hello;
import io.holdfast.proto.v1.LeftOut;
import io.holdfast.proto.v1.PolicyInForce;
import io.holdfast.proto.v1.RefusedJob;
import io.holdfast.proto.v1.RepositoryLagMinute;
import io.holdfast.proto.v1.RunningJob;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.epoch.EpochId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What agents say, in our own terms. Everything has bounds: an agent is trusted with its own
 * instance, and with no more memory, and with nobody's terminal.
 *
 * <p>All throw (user) {@code link-message-malformed}, or what the records themselves throw.
 */
final class Reading {
    private static final int MOST_ENTRIES = 64;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TEXT = 1_000;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}");

    private Reading() {}

    static Greeting greeting(Hello hello, Instant now) {
        Map<String, Place> repositories = new LinkedHashMap<>();
        bound(hello.getRepositoriesCount());
        hello.getRepositoriesList()
                .forEach(r -> repositories.put(name(r.getName()), place(r.getDomain())));
        Duration ahead =
                hello.hasNow()
                        ? Duration.between(now, ContractTimes.of(hello.getNow()))
                        : Duration.ZERO;
        return new Greeting(
                name(hello.getAgentVersion()),
                name(hello.getProcessId()),
                hello.hasDatabase() ? Optional.of(facts(hello.getDatabase())) : Optional.empty(),
                repositories,
                ahead);
    }

    static DatabaseFacts facts(Database database) {
        if (!DECIMAL.matcher(database.getSystemIdentifier()).matches()) {
            throw malformed("a system identifier");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        bound(database.getSettingsCount());
        database.getSettingsMap().forEach((k, v) -> settings.put(name(k), name(v)));
        return new DatabaseFacts(
                database.getSystemIdentifier(),
                database.getVersion(),
                switch (database.getRole()) {
                    case INSTANCE_ROLE_PRIMARY -> InstanceRole.PRIMARY;
                    case INSTANCE_ROLE_STANDBY -> InstanceRole.STANDBY;
                    case INSTANCE_ROLE_UNSPECIFIED, UNRECOGNIZED -> throw malformed("a role");
                },
                settings,
                place(database.getDomain()));
    }

    private static Place place(FailureDomain domain) {
        return new Place(name(domain.getProvider()), name(domain.getRegion()));
    }

    static LagReport report(io.holdfast.proto.v1.LagReport report) {
        bound(report.getRepositoriesCount());
        return new LagReport(
                phase(report.getPhase()),
                lsn(report.getServerFlushed()),
                lsn(report.getAcknowledged()),
                report.getRepositoriesList().stream().map(Reading::repository).toList(),
                report.hasSlot() ? Optional.of(slot(report.getSlot())) : Optional.empty(),
                report.hasFailure() ? Optional.of(failure(report.getFailure())) : Optional.empty(),
                epoch(report.getEpoch()));
    }

    private static CapturePhase phase(io.holdfast.proto.v1.CapturePhase phase) {
        return switch (phase) {
            case CAPTURE_PHASE_BEGINNING -> CapturePhase.BEGINNING;
            case CAPTURE_PHASE_STREAMING -> CapturePhase.STREAMING;
            case CAPTURE_PHASE_STANDBY -> CapturePhase.STANDBY;
            case CAPTURE_PHASE_STOPPED -> CapturePhase.STOPPED;
            case CAPTURE_PHASE_UNSPECIFIED, UNRECOGNIZED -> throw malformed("a phase");
        };
    }

    private static RepositoryLag repository(io.holdfast.proto.v1.RepositoryLag lag) {
        return new RepositoryLag(
                name(lag.getRepository()),
                switch (lag.getState()) {
                    case REPOSITORY_STATE_JOINING -> RepositoryState.JOINING;
                    case REPOSITORY_STATE_COUNTED -> RepositoryState.COUNTED;
                    case REPOSITORY_STATE_SUSPENDED -> RepositoryState.SUSPENDED;
                    case REPOSITORY_STATE_LOST -> RepositoryState.LOST;
                    case REPOSITORY_STATE_UNSPECIFIED, UNRECOGNIZED -> throw malformed("a state");
                },
                lsn(lag.getFrontier()),
                lag.hasLag() ? Optional.of(ContractTimes.of(lag.getLag())) : Optional.empty(),
                lag.getLagKnown(),
                lag.getBytesBehind(),
                lag.hasFailure() ? Optional.of(failure(lag.getFailure())) : Optional.empty());
    }

    private static SlotReport slot(io.holdfast.proto.v1.SlotReport slot) {
        return new SlotReport(
                name(slot.getName()),
                name(slot.getWalStatus()),
                slot.getRetainedBytes(),
                slot.getLimitBytes(),
                slot.hasTimeLeft()
                        ? Optional.of(ContractTimes.of(slot.getTimeLeft()))
                        : Optional.empty());
    }

    private static Failure failure(io.holdfast.proto.v1.Failure failure) {
        return new Failure(
                name(failure.getCode()), text(failure.getMessage()), text(failure.getHint()));
    }

    static LagMinute minute(io.holdfast.proto.v1.LagMinute minute) {
        bound(minute.getRepositoriesCount());
        return new LagMinute(
                ContractTimes.of(minute.getMinute()),
                minute.getRepositoriesList().stream().map(Reading::figures).toList());
    }

    private static RepositoryFigures figures(RepositoryLagMinute minute) {
        boolean hasFigures = minute.hasMedian() && minute.hasP99() && minute.hasMax();
        return new RepositoryFigures(
                name(minute.getRepository()),
                minute.getSamples(),
                minute.getKnown(),
                hasFigures
                        ? Optional.of(
                                new LagFigures(
                                        ContractTimes.of(minute.getMedian()),
                                        ContractTimes.of(minute.getP99()),
                                        ContractTimes.of(minute.getMax())))
                        : Optional.empty());
    }

    /** As it came, without what cannot be shown. */
    static BackupRun run(BackupRun run) {
        if (!BackupId.isValid(run.getBackupId())
                || !run.hasBeganAt()
                || run.getOutcome() == BackupOutcome.BACKUP_OUTCOME_UNSPECIFIED
                || run.getOutcome() == BackupOutcome.UNRECOGNIZED) {
            throw malformed("a backup run");
        }
        bound(run.getRepositoriesCount());
        bound(run.getLeftOutCount());
        run.getRepositoriesList().forEach(Reading::name);
        BackupRun.Builder read =
                run.toBuilder()
                        .setSchedule(name(run.getSchedule()))
                        .setJobId(name(run.getJobId()))
                        .clearLeftOut();
        run.getLeftOutList().forEach(left -> read.addLeftOut(left(left)));
        if (run.hasFailure()) {
            read.setFailure(shown(run.getFailure()));
        }
        return read.build();
    }

    private static LeftOut left(LeftOut left) {
        return LeftOut.newBuilder()
                .setRepository(name(left.getRepository()))
                .setFailure(shown(left.getFailure()))
                .build();
    }

    static RefusedJob refused(RefusedJob refused) {
        return RefusedJob.newBuilder()
                .setId(name(refused.getId()))
                .setFailure(shown(refused.getFailure()))
                .build();
    }

    static RunningJob running(RunningJob running) {
        return running.toBuilder()
                .setId(name(running.getId()))
                .setProgress(
                        running.getProgress().toBuilder()
                                .setPhase(name(running.getProgress().getPhase())))
                .build();
    }

    static WorksBy worksBy(PolicyInForce told) {
        return new WorksBy(
                name(told.getName()),
                told.getVersion(),
                told.hasRefusal() ? Optional.of(failure(told.getRefusal())) : Optional.empty());
    }

    private static io.holdfast.proto.v1.Failure shown(io.holdfast.proto.v1.Failure failure) {
        return failure.toBuilder()
                .setCode(name(failure.getCode()))
                .setMessage(text(failure.getMessage()))
                .setHint(text(failure.getHint()))
                .build();
    }

    /** Of an outbox: any short name. */
    static String outbox(String id) {
        if (id.isEmpty()) {
            throw malformed("an outbox without an id");
        }
        return name(id);
    }

    private static Optional<Lsn> lsn(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Lsn.parse(text));
    }

    private static Optional<EpochId> epoch(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(EpochId.parse(text));
    }

    private static void bound(int entries) {
        if (entries > MOST_ENTRIES) {
            throw malformed(entries + " entries where at most " + MOST_ENTRIES + " may be");
        }
    }

    private static String name(String text) {
        if (text.length() > LONGEST_NAME || CONTROL.matcher(text).find()) {
            throw malformed("a name that is too long, or has control characters in it");
        }
        return text;
    }

    private static String text(String text) {
        String plain = CONTROL.matcher(text).replaceAll(" ");
        return plain.length() <= LONGEST_TEXT ? plain : plain.substring(0, LONGEST_TEXT) + "...";
    }

    private static HoldfastException malformed(String what) {
        return new HoldfastException(
                ErrorCategory.USER,
                "link-message-malformed",
                "an agent said what cannot be: " + what,
                "Run an agent of the same Holdfast as the control plane.");
    }
}
