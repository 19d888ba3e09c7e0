package io.holdfast.cli.job;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.BackupRun;
import io.holdfast.proto.v1.Failure;
import io.holdfast.proto.v1.JobsGrpc;
import io.holdfast.proto.v1.LeftOut;
import io.holdfast.proto.v1.ListBackupRunsRequest;
import io.holdfast.proto.v1.ListBackupRunsResponse;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast backup-runs}. */
@Command(
        name = "backup-runs",
        description =
                "List the runs of a cluster's backups, the newest first, with those that failed: as"
                        + " its agents told of them.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast backup-runs bank")
public final class BackupRunsCommand implements Runnable {
    @Parameters(paramLabel = "CLUSTER", description = "The cluster's id.")
    private String cluster;

    private final Output output;
    private final Logins logins;

    public BackupRunsCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        ListBackupRunsRequest request =
                ListBackupRunsRequest.newBuilder().setCluster(cluster).build();
        try (PlaneConnection connection = logins.open()) {
            ListBackupRunsResponse runs =
                    connection.call(
                            JobsGrpc::newBlockingStub, stub -> stub.listBackupRuns(request));
            output.result(MessageTree.of(runs), () -> print(runs));
        }
    }

    private void print(ListBackupRunsResponse runs) {
        Table table =
                new Table("backup", "agent", "because of", "began", ">took", "outcome", ">size");
        for (BackupRun run : runs.getRunsList()) {
            table.row(
                    run.getBackupId(),
                    run.getInstance(),
                    word(run.getCause().name(), "BACKUP_CAUSE_"),
                    Human.time(Times.of(run.getBeganAt())),
                    run.hasEndedAt() ? took(run) : "",
                    word(run.getOutcome().name(), "BACKUP_OUTCOME_"),
                    run.getBytes() > 0 ? Human.bytes(run.getBytes()) : "");
        }
        table.lines().forEach(output::line);
        runs.getRunsList().forEach(this::troubles);
    }

    private static String took(BackupRun run) {
        return Human.duration(
                Duration.between(Times.of(run.getBeganAt()), Times.of(run.getEndedAt())));
    }

    private void troubles(BackupRun run) {
        if (run.hasFailure()) {
            output.line(run.getBackupId() + ": " + sentence(run.getFailure()));
        }
        for (LeftOut left : run.getLeftOutList()) {
            output.line(
                    "%s: repository %s does not have it: %s"
                            .formatted(
                                    run.getBackupId(),
                                    left.getRepository(),
                                    sentence(left.getFailure())));
        }
    }

    private static String sentence(Failure failure) {
        return failure.getMessage() + ". " + failure.getHint();
    }

    private static String word(String name, String prefix) {
        return name.replace(prefix, "").toLowerCase(Locale.ROOT);
    }
}
