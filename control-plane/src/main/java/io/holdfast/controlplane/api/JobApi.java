package io.holdfast.controlplane.api;

import io.holdfast.controlplane.api.call.Answered;
import io.holdfast.controlplane.api.call.AuditedCalls;
import io.holdfast.controlplane.api.call.Call;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.job.BackupRuns;
import io.holdfast.controlplane.job.Jobs;
import io.holdfast.controlplane.job.Progress;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.CancelJobRequest;
import io.holdfast.proto.v1.CancelJobResponse;
import io.holdfast.proto.v1.GetJobResponse;
import io.holdfast.proto.v1.Job;
import io.holdfast.proto.v1.JobState;
import io.holdfast.proto.v1.JobsGrpcService;
import io.holdfast.proto.v1.ListBackupRunsRequest;
import io.holdfast.proto.v1.ListBackupRunsResponse;
import io.holdfast.proto.v1.ListJobsRequest;
import io.holdfast.proto.v1.ListJobsResponse;
import io.holdfast.proto.v1.StartBackupRequest;
import io.holdfast.proto.v1.StartBackupResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** The calls of {@code Jobs}. */
final class JobApi {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int LIMIT = 50;
    private static final int MOST = 500;

    private final Database database;
    private final Jobs jobs;
    private final BackupRuns runs;
    private final Progress progress;

    JobApi(Database database, Jobs jobs, BackupRuns runs, Progress progress) {
        this.database = database;
        this.jobs = jobs;
        this.runs = runs;
        this.progress = progress;
    }

    void bind(Calls calls) {
        calls.act(
                JobsGrpcService.StartBackup,
                (call, request) -> "cluster:" + request.getCluster(),
                this::startBackup);
        calls.look(
                JobsGrpcService.GetJob,
                (call, request) ->
                        GetJobResponse.newBuilder()
                                .setJob(shown(jobs.get(database, request.getId())))
                                .build());
        calls.look(JobsGrpcService.ListJobs, (call, request) -> list(request));
        calls.act(
                JobsGrpcService.CancelJob,
                (call, request) -> "job:" + request.getId(),
                this::cancel);
        calls.look(JobsGrpcService.ListBackupRuns, (call, request) -> runs(request));
    }

    private AuditedCalls.InTransaction<StartBackupResponse> startBackup(
            Call call, StartBackupRequest request) {
        Duration patience =
                request.hasPatience() ? ContractTimes.of(request.getPatience()) : PATIENCE;
        return sql -> {
            Job job =
                    jobs.backup(
                            sql,
                            request.getCluster(),
                            request.getRequestId(),
                            call.caller().user(),
                            patience);
            return Answered.of(StartBackupResponse.newBuilder().setJob(job).build())
                    .to(new JsonObject().put("job", job.getId()));
        };
    }

    private ListJobsResponse list(ListJobsRequest request) {
        return ListJobsResponse.newBuilder()
                .addAllJobs(
                        jobs
                                .list(database, request.getCluster(), limit(request.getLimit()))
                                .stream()
                                .map(this::shown)
                                .toList())
                .build();
    }

    private Job shown(Job job) {
        if (job.getState() != JobState.JOB_STATE_RUNNING) {
            return job;
        }
        return progress.of(new AgentName(job.getCluster(), job.getInstance()), job.getId())
                .map(known -> job.toBuilder().setProgress(known).build())
                .orElse(job);
    }

    private AuditedCalls.InTransaction<CancelJobResponse> cancel(
            Call call, CancelJobRequest request) {
        return sql ->
                Answered.of(
                        CancelJobResponse.newBuilder()
                                .setJob(jobs.cancel(sql, request.getId()))
                                .build());
    }

    private ListBackupRunsResponse runs(ListBackupRunsRequest request) {
        Jobs.requireCluster(database, request.getCluster());
        return ListBackupRunsResponse.newBuilder()
                .addAllRuns(runs.list(request.getCluster(), limit(request.getLimit())))
                .build();
    }

    private static int limit(int asked) {
        if (asked < 0 || asked > MOST) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "limit-refused",
                    "a list of " + asked + " cannot be had",
                    "Ask for 1 to " + MOST + ".");
        }
        return asked == 0 ? LIMIT : asked;
    }
}
