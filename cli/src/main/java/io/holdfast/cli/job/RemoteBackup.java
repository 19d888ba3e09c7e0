package io.holdfast.cli.job;

import io.holdfast.cli.output.Human;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.progress.Progress;
import io.holdfast.cli.progress.ProgressDisplay;
import io.holdfast.cli.remote.Logins;
import io.holdfast.cli.remote.MessageTree;
import io.holdfast.cli.remote.PlaneConnection;
import io.holdfast.cli.remote.Times;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.Failure;
import io.holdfast.proto.v1.GetJobRequest;
import io.holdfast.proto.v1.Job;
import io.holdfast.proto.v1.JobState;
import io.holdfast.proto.v1.JobsGrpc;
import io.holdfast.proto.v1.StartBackupRequest;
import java.time.Duration;
import java.util.UUID;

/** Asks the control plane for a backup, and waits for it. */
public final class RemoteBackup {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    private final Output output;
    private final ProgressDisplay display;
    private final Logins logins;

    public RemoteBackup(Output output, ProgressDisplay display, Logins logins) {
        this.output = output;
        this.display = display;
        this.logins = logins;
    }

    /**
     * @param isAwaited whether to wait until it has ended
     * @throws HoldfastException what became of it, unless it is complete
     */
    public void run(String cluster, boolean isAwaited) {
        StartBackupRequest request =
                StartBackupRequest.newBuilder()
                        .setCluster(cluster)
                        // asked again, as after a lost answer, it is the same job
                        .setRequestId(UUID.randomUUID().toString())
                        .build();
        try (PlaneConnection connection = logins.open()) {
            Job asked =
                    connection
                            .call(JobsGrpc::newBlockingStub, stub -> stub.startBackup(request))
                            .getJob();
            Job last = isAwaited ? awaited(connection, asked) : asked;
            if (isAwaited && last.getState() != JobState.JOB_STATE_COMPLETE) {
                throw failure(last);
            }
            output.result(MessageTree.of(last), () -> print(last));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Job awaited(PlaneConnection connection, Job asked) throws InterruptedException {
        GetJobRequest request = GetJobRequest.newBuilder().setId(asked.getId()).build();
        try (Progress progress = display.open(output.json())) {
            progress.note(
                    "Asked for a backup of %s: job %s. It goes on if this command is ended."
                            .formatted(asked.getCluster(), asked.getId()));
            Job job = asked;
            while (!JobStates.hasEnded(job.getState())) {
                progress.status(status(job));
                Thread.sleep(LOOK_INTERVAL);
                job =
                        connection
                                .call(JobsGrpc::newBlockingStub, stub -> stub.getJob(request))
                                .getJob();
            }
            return job;
        }
    }

    private static String status(Job job) {
        if (job.getState() != JobState.JOB_STATE_RUNNING) {
            return job.getState() == JobState.JOB_STATE_WAITING
                    ? "Waiting for the agent of the primary"
                    : "Given to the agent of " + job.getInstance();
        }
        String line = "Backup " + job.getBackupId() + ": " + job.getProgress().getPhase();
        return job.getProgress().hasTotalBytes()
                ? line
                        + ", "
                        + Human.bytes(job.getProgress().getBytes())
                        + " of "
                        + Human.bytes(job.getProgress().getTotalBytes())
                : line;
    }

    private static HoldfastException failure(Job job) {
        Failure why = job.getFailure();
        return job.hasFailure()
                ? new HoldfastException(
                        ErrorCategory.REFUSED,
                        why.getCode(),
                        "the backup of " + job.getCluster() + " was not made: " + why.getMessage(),
                        why.getHint())
                : new HoldfastException(
                        ErrorCategory.REFUSED,
                        "job-cancelled",
                        "the backup of " + job.getCluster() + " was withdrawn",
                        "'holdfast audit list' says by whom.");
    }

    private void print(Job job) {
        output.line(
                job.getState() == JobState.JOB_STATE_COMPLETE
                        ? "Backup %s is complete, after %s."
                                .formatted(
                                        job.getBackupId(),
                                        Human.duration(
                                                Duration.between(
                                                        Times.of(job.getBeganAt()),
                                                        Times.of(job.getEndedAt()))))
                        : "Job %s asks for a backup of %s; 'holdfast jobs' says what becomes of it."
                                .formatted(job.getId(), job.getCluster()));
    }
}
