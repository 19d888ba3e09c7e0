package io.holdfast.controlplane.job;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.contract.Documents;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.BackupOutcome;
import io.holdfast.proto.v1.BackupRun;
import io.holdfast.proto.v1.Failure;
import io.holdfast.proto.v1.Job;
import io.holdfast.proto.v1.JobKind;
import io.holdfast.proto.v1.JobState;
import io.holdfast.proto.v1.RefusedJob;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What agents were asked to do. A job is given to one agent, which does it once; what that agent
 * says of it is the truth, whenever it comes.
 */
public final class Jobs {
    private static final Pattern REQUEST_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration KEPT = Duration.ofDays(400);

    /** The agent may have begun in time, and not have been able to say so yet. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final String COLUMNS =
            "id, cluster, kind, state, instance, created_by, created_at, expires_at, began_at,"
                    + " ended_at, backup_id, failure";

    private final InstantSource clock;

    public Jobs(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Asks for a backup.
     *
     * @param requestId empty, or the same for the same job
     * @throws HoldfastException {@code cluster-not-found}, {@code request-id-malformed}, {@code
     *     request-id-taken}, {@code job-patience-refused}
     */
    public Job backup(Sql sql, String cluster, String requestId, String by, Duration patience) {
        String id = requestId.isEmpty() ? UUID.randomUUID().toString() : checked(requestId);
        if (patience.compareTo(SHORTEST) < 0 || patience.compareTo(LONGEST) > 0) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "job-patience-refused",
                    "a job cannot wait for " + patience.toSeconds() + " seconds",
                    "Choose from one minute to a day.");
        }
        requireCluster(sql, cluster);
        Optional<Job> known = find(sql, id);
        if (known.isPresent()) {
            return requireSame(known.get(), cluster);
        }
        sql.execute(
                "insert into job (id, cluster, kind, state, created_by, created_at, expires_at)"
                        + " values ($1, $2, 'BACKUP', 'WAITING', $3, $4, $5)",
                id,
                cluster,
                by,
                now(),
                now().plus(patience));
        return get(sql, id);
    }

    private static String checked(String requestId) {
        if (!REQUEST_ID.matcher(requestId).matches()) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "request-id-malformed",
                    "a request cannot have that id",
                    "Use 1 to 64 of the characters a-z, A-Z, 0-9, - and _, or leave it empty.");
        }
        return requestId;
    }

    private static Job requireSame(Job known, String cluster) {
        if (!known.getCluster().equals(cluster)) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "request-id-taken",
                    "there is a job with that request id for the cluster " + known.getCluster(),
                    "Choose an id of its own for each job.");
        }
        return known;
    }

    /**
     * Refuses a cluster that is not there.
     *
     * @throws HoldfastException {@code cluster-not-found}
     */
    public static void requireCluster(Sql sql, String cluster) {
        if (sql.query("select id from cluster where id = $1", row -> row.getString(0), cluster)
                .isEmpty()) {
            throw new HoldfastException(
                    ErrorCategory.NOT_FOUND,
                    "cluster-not-found",
                    "there is no such cluster",
                    "'holdfast clusters' shows those that there are.");
        }
    }

    private static Optional<Job> find(Sql sql, String id) {
        return sql.queryOne("select " + COLUMNS + " from job where id = $1", Jobs::job, id);
    }

    /**
     * One job.
     *
     * @throws HoldfastException {@code job-not-found}
     */
    public Job get(Sql sql, String id) {
        return find(sql, id)
                .orElseThrow(
                        () ->
                                new HoldfastException(
                                        ErrorCategory.NOT_FOUND,
                                        "job-not-found",
                                        "there is no such job",
                                        "'holdfast jobs' lists the newest."));
    }

    /**
     * The newest first.
     *
     * @param cluster empty for all
     */
    public List<Job> list(Sql sql, String cluster, int limit) {
        return sql.query(
                "select "
                        + COLUMNS
                        + " from job where $1 = '' or cluster = $1 order by created_at desc, id"
                        + " limit $2",
                Jobs::job,
                cluster,
                limit);
    }

    /**
     * Withdraws a job.
     *
     * @throws HoldfastException {@code job-not-found}, {@code job-begun}
     */
    public Job cancel(Sql sql, String id) {
        int withdrawn =
                sql.execute(
                        "update job set state = 'CANCELLED', ended_at = $2 where id = $1 and state ="
                                + " 'WAITING'",
                        id,
                        now());
        Job job = get(sql, id);
        if (withdrawn == 0 && job.getState() != JobState.JOB_STATE_CANCELLED) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "job-begun",
                    "an agent was given the job already, or it has ended",
                    "Only a job that waits for an agent can be withdrawn.");
        }
        return job;
    }

    /** Those that an agent is to be told of, the oldest first. */
    public List<Job> open(Sql sql) {
        return sql.query(
                "select "
                        + COLUMNS
                        + " from job where state in ('WAITING', 'SENT') and expires_at > $1 order"
                        + " by created_at",
                Jobs::job,
                now());
    }

    /** Gives a job to an agent; false if another one was faster. */
    public boolean give(Sql sql, String id, AgentName agent) {
        return sql.execute(
                        "update job set state = 'SENT', instance = $2 where id = $1 and state ="
                                + " 'WAITING' and cluster = $3",
                        id,
                        agent.instance(),
                        agent.cluster())
                == 1;
    }

    /** Ends those that no agent has begun in time. */
    public void expire(Sql sql) {
        Failure why =
                Failure.newBuilder()
                        .setCode("job-expired")
                        .setMessage("no agent has begun the job in time")
                        .setHint(
                                "'holdfast clusters' shows whether the agent of the primary is"
                                        + " connected.")
                        .build();
        sql.execute(
                "update job set state = 'EXPIRED', ended_at = $1, failure = $2 where (state ="
                        + " 'WAITING' and expires_at <= $1) or (state = 'SENT' and expires_at <="
                        + " $3)",
                now(),
                Documents.text(why),
                now().minus(GRACE));
    }

    /** What its agent says of the run that it was for. */
    void ran(Sql sql, AgentName agent, BackupRun run) {
        boolean isRunning = run.getOutcome() == BackupOutcome.BACKUP_OUTCOME_RUNNING;
        boolean isMade =
                run.getOutcome() == BackupOutcome.BACKUP_OUTCOME_COMPLETE
                        || run.getOutcome() == BackupOutcome.BACKUP_OUTCOME_DEGRADED
                        || run.getOutcome() == BackupOutcome.BACKUP_OUTCOME_ELSEWHERE;
        sql.execute(
                "update job set state = $4, began_at = $5, ended_at = $6, backup_id = $7, failure ="
                        + " $8 where id = $1 and cluster = $2 and instance = $3 and state in"
                        + " ('SENT', 'RUNNING', 'EXPIRED')",
                run.getJobId(),
                agent.cluster(),
                agent.instance(),
                isRunning ? "RUNNING" : isMade ? "COMPLETE" : "FAILED",
                time(ContractTimes.of(run.getBeganAt())),
                run.hasEndedAt() ? time(ContractTimes.of(run.getEndedAt())) : null,
                run.getBackupId(),
                run.hasFailure() ? Documents.text(run.getFailure()) : "");
    }

    /** Its agent has not done it. */
    public void refused(Sql sql, AgentName agent, RefusedJob refused, Instant at) {
        sql.execute(
                "update job set state = $4, ended_at = $5, failure = $6 where id = $1 and cluster ="
                        + " $2 and instance = $3 and state in ('SENT', 'RUNNING', 'EXPIRED')",
                refused.getId(),
                agent.cluster(),
                agent.instance(),
                refused.getFailure().getCode().equals("job-expired") ? "EXPIRED" : "FAILED",
                time(at),
                Documents.text(refused.getFailure()));
    }

    /** Forgets those that were asked for long ago. */
    public void forget(Sql sql) {
        sql.execute("delete from job where created_at < $1", now().minus(KEPT));
    }

    private static Job job(Row row) {
        Job.Builder job =
                Job.newBuilder()
                        .setId(row.getString("id"))
                        .setCluster(row.getString("cluster"))
                        .setKind(JobKind.valueOf("JOB_KIND_" + row.getString("kind")))
                        .setState(JobState.valueOf("JOB_STATE_" + row.getString("state")))
                        .setInstance(row.getString("instance"))
                        .setCreatedBy(row.getString("created_by"))
                        .setCreatedAt(
                                ContractTimes.of(row.getOffsetDateTime("created_at").toInstant()))
                        .setExpiresAt(
                                ContractTimes.of(row.getOffsetDateTime("expires_at").toInstant()))
                        .setBackupId(row.getString("backup_id"));
        instant(row, "began_at").ifPresent(at -> job.setBeganAt(ContractTimes.of(at)));
        instant(row, "ended_at").ifPresent(at -> job.setEndedAt(ContractTimes.of(at)));
        String failure = row.getString("failure");
        if (!failure.isEmpty()) {
            job.setFailure(Documents.read(failure, Failure.newBuilder()));
        }
        return job.build();
    }

    private static Optional<Instant> instant(Row row, String column) {
        @Nullable OffsetDateTime at = row.getOffsetDateTime(column);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private OffsetDateTime now() {
        return time(clock.instant());
    }
}
