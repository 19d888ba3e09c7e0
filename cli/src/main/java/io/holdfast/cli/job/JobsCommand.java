package io.holdfast.cli.job;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.proto.v1.Job;
import io.holdfast.proto.v1.JobsGrpc;
import io.holdfast.proto.v1.ListJobsRequest;
import io.holdfast.proto.v1.ListJobsResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast jobs}. */
@Command(
        name = "jobs",
        description = "List what agents were asked to do, the newest first.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast jobs --cluster bank")
public final class JobsCommand implements Runnable {
    @Option(names = "--cluster", paramLabel = "CLUSTER", description = "Only of this cluster.")
    private @Nullable String cluster;

    private final Output output;
    private final Logins logins;

    public JobsCommand(Output output, Logins logins) {
        this.output = output;
        this.logins = logins;
    }

    @Override
    public void run() {
        ListJobsRequest.Builder request = ListJobsRequest.newBuilder();
        if (cluster != null) {
            request.setCluster(cluster);
        }
        try (PlaneConnection connection = logins.open()) {
            ListJobsResponse jobs =
                    connection.call(
                            JobsGrpc::newBlockingStub, stub -> stub.listJobs(request.build()));
            output.result(MessageTree.of(jobs), () -> print(jobs));
        }
    }

    private void print(ListJobsResponse jobs) {
        Table table = new Table("job", "cluster", "agent", "state", "asked", "by", "backup");
        for (Job job : jobs.getJobsList()) {
            table.row(
                    job.getId(),
                    job.getCluster(),
                    job.getInstance(),
                    JobStates.name(job.getState()),
                    Human.time(Times.of(job.getCreatedAt())),
                    job.getCreatedBy(),
                    job.getBackupId());
        }
        table.lines().forEach(output::line);
        for (Job job : jobs.getJobsList()) {
            if (job.hasFailure()) {
                output.line(
                        "%s: %s. %s"
                                .formatted(
                                        job.getId(),
                                        job.getFailure().getMessage(),
                                        job.getFailure().getHint()));
            }
        }
    }
}
