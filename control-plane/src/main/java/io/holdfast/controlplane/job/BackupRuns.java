package io.holdfast.controlplane.job;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.contract.Documents;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.proto.v1.BackupRun;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The runs of backups, as agents have told of them. */
public final class BackupRuns {
    private static final Duration KEPT = Duration.ofDays(800);
    private static final String PREFIX = "BACKUP_OUTCOME_";

    private final Database database;
    private final Jobs jobs;
    private final InstantSource clock;

    public BackupRuns(Database database, Jobs jobs, InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * Keeps what an agent tells of a run, and of the job that it was for. Told again it changes
     * nothing.
     */
    public void store(AgentName agent, BackupRun told) {
        BackupRun run = told.toBuilder().setInstance(agent.instance()).build();
        database.inTransaction(
                sql -> {
                    if (!run.getJobId().isEmpty()) {
                        jobs.ran(sql, agent, run);
                    }
                    return put(sql, agent, run);
                });
    }

    private static int put(Sql sql, AgentName agent, BackupRun run) {
        return sql.execute(
                "insert into backup_run (cluster, backup_id, instance, began_at, due_at, ended_at,"
                        + " outcome, document) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict"
                        + " (cluster, backup_id, instance) do update set began_at ="
                        + " excluded.began_at, ended_at = excluded.ended_at, outcome ="
                        + " excluded.outcome, document = excluded.document where"
                        + " backup_run.ended_at is null or excluded.ended_at >= backup_run.ended_at",
                agent.cluster(),
                run.getBackupId(),
                agent.instance(),
                time(ContractTimes.of(run.getBeganAt())),
                run.hasDueAt() ? time(ContractTimes.of(run.getDueAt())) : null,
                run.hasEndedAt() ? time(ContractTimes.of(run.getEndedAt())) : null,
                run.getOutcome().name().substring(PREFIX.length()),
                Documents.text(run));
    }

    /** The newest of a cluster first. */
    public List<BackupRun> list(String cluster, int limit) {
        return database.query(
                "select document from backup_run where cluster = $1 order by began_at desc,"
                        + " instance limit $2",
                row -> Documents.read(row.getString(0), BackupRun.newBuilder()).build(),
                cluster,
                limit);
    }

    /**
     * What is known of a cluster's newest runs.
     *
     * @param outcome of the newest, as the contract calls it; empty if there was none
     * @param dueAt when the newest scheduled one that has begun was due
     */
    public record Newest(Optional<Instant> completeAt, String outcome, Optional<Instant> dueAt) {
        static final Newest NONE = new Newest(Optional.empty(), "", Optional.empty());
    }

    /** The newest runs of each cluster that had one. */
    public Map<String, Newest> newest() {
        Map<String, Newest> newest = new HashMap<>();
        database.query(
                        """
                        select c.id, made.ended_at, last.outcome, due.due_at
                        from cluster c
                        left join lateral (
                            select ended_at from backup_run r
                            where r.cluster = c.id and outcome in ('COMPLETE', 'DEGRADED')
                            order by began_at desc limit 1) made on true
                        left join lateral (
                            select outcome from backup_run r
                            where r.cluster = c.id and outcome <> 'ELSEWHERE'
                            order by began_at desc limit 1) last on true
                        left join lateral (
                            select due_at from backup_run r
                            where r.cluster = c.id and due_at is not null
                            order by began_at desc limit 1) due on true
                        """,
                        row -> Map.entry(row.getString(0), newest(row)))
                .forEach(entry -> newest.put(entry.getKey(), entry.getValue()));
        return newest;
    }

    private static Newest newest(Row row) {
        String outcome = row.getString(2);
        return new Newest(
                instant(row.getOffsetDateTime(1)),
                outcome == null ? "" : PREFIX + outcome,
                instant(row.getOffsetDateTime(3)));
    }

    private static Optional<Instant> instant(
            @org.jspecify.annotations.Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    /** Forgets those that began long ago. */
    public void forget() {
        database.execute(
                "delete from backup_run where began_at < $1", time(clock.instant().minus(KEPT)));
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
