package io.holdfast.controlplane.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.controlplane.certificate.AgentName;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.testing.ManualClock;
import io.holdfast.controlplane.testing.StateServer;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.BackupCause;
import io.holdfast.proto.v1.BackupOutcome;
import io.holdfast.proto.v1.BackupRun;
import io.holdfast.proto.v1.Failure;
import io.holdfast.proto.v1.Job;
import io.holdfast.proto.v1.JobState;
import io.holdfast.proto.v1.RefusedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JobsTest {
    private static final AgentName DB1 = new AgentName("bank", "db1");
    private static final AgentName DB2 = new AgentName("bank", "db2");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final StateServer server = StateServer.start(18);
    private final Database database = server.open();
    private final ManualClock clock = new ManualClock();
    private final Jobs jobs = new Jobs(clock);
    private final BackupRuns runs = new BackupRuns(database, jobs, clock);

    @BeforeEach
    void join() {
        database.execute("insert into cluster (id, joined_at) values ('bank', now())");
    }

    @AfterEach
    void close() {
        database.close();
        server.close();
    }

    private Job ask(String requestId) {
        return jobs.backup(database, "bank", requestId, "alice", PATIENCE);
    }

    private JobState state(Job job) {
        return jobs.get(database, job.getId()).getState();
    }

    private BackupRun run(Job job, BackupOutcome outcome) {
        BackupRun.Builder run =
                BackupRun.newBuilder()
                        .setBackupId("20260102T030405Z-4f1c09ab")
                        .setCause(BackupCause.BACKUP_CAUSE_JOB)
                        .setJobId(job.getId())
                        .setBeganAt(ContractTimes.of(clock.instant()))
                        .setOutcome(outcome);
        if (outcome != BackupOutcome.BACKUP_OUTCOME_RUNNING) {
            run.setEndedAt(ContractTimes.of(clock.instant()));
        }
        return run.build();
    }

    /** An answer that was lost does not make two backups. */
    @Test
    void theSameRequestIsTheSameJob() {
        Job first = ask("mine-1");

        assertEquals(first, ask("mine-1"));
        assertEquals(1, jobs.list(database, "bank", 10).size());
        ask("");
        ask("");
        assertEquals(3, jobs.list(database, "", 10).size());
    }

    @Test
    @DisplayName("T90: of several processes that would give a job, one does")
    void aJobIsGivenToOneAgentHoweverManyTry() throws Exception {
        Job job = ask("");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                AgentName agent = new AgentName("bank", "db" + i);
                tries.add(() -> jobs.give(database, job.getId(), agent));
            }
            int given = 0;
            for (Future<Boolean> tried : threads.invokeAll(tries)) {
                given += tried.get() ? 1 : 0;
            }
            assertEquals(1, given);
        }
    }

    @Test
    void whatItsAgentSaysIsTheTruthWheneverItComes() {
        Job job = ask("");
        jobs.give(database, job.getId(), DB1);
        clock.pass(Duration.ofMinutes(12));
        jobs.expire(database);
        assertEquals(JobState.JOB_STATE_EXPIRED, state(job));

        // it had begun in time, and could not say so
        runs.store(DB1, run(job, BackupOutcome.BACKUP_OUTCOME_RUNNING));
        assertEquals(JobState.JOB_STATE_RUNNING, state(job));
        runs.store(DB1, run(job, BackupOutcome.BACKUP_OUTCOME_DEGRADED));
        assertEquals(JobState.JOB_STATE_COMPLETE, state(job));
        // told again, it changes nothing
        runs.store(DB1, run(job, BackupOutcome.BACKUP_OUTCOME_RUNNING));
        assertEquals(JobState.JOB_STATE_COMPLETE, state(job));
        assertEquals(
                BackupOutcome.BACKUP_OUTCOME_DEGRADED,
                runs.list("bank", 10).getFirst().getOutcome());
    }

    /** An agent has no say in what was given to another one. */
    @Test
    void whatAnotherAgentSaysOfAJobDoesNotCount() {
        Job job = ask("");
        jobs.give(database, job.getId(), DB1);
        RefusedJob refusal =
                RefusedJob.newBuilder()
                        .setId(job.getId())
                        .setFailure(Failure.newBuilder().setCode("job-foreign"))
                        .build();
        jobs.refused(database, DB2, refusal, clock.instant());
        jobs.refused(database, new AgentName("other", "db1"), refusal, clock.instant());
        runs.store(DB2, run(job, BackupOutcome.BACKUP_OUTCOME_COMPLETE));
        assertEquals(JobState.JOB_STATE_SENT, state(job));

        jobs.refused(database, DB1, refusal, clock.instant());
        assertEquals(JobState.JOB_STATE_FAILED, state(job));
    }

    @Test
    void whatNobodyBeginsInTimeExpires() {
        Job waits = ask("");
        Job given = ask("");
        jobs.give(database, given.getId(), DB1);
        clock.pass(PATIENCE);
        jobs.expire(database);

        assertEquals(JobState.JOB_STATE_EXPIRED, state(waits));
        assertEquals(JobState.JOB_STATE_SENT, state(given));
        assertEquals(List.of(), jobs.open(database));
        clock.pass(Duration.ofMinutes(1));
        jobs.expire(database);
        assertEquals(JobState.JOB_STATE_EXPIRED, state(given));
        assertEquals("job-expired", jobs.get(database, given.getId()).getFailure().getCode());
    }

    @Test
    void onlyWhatWaitsIsWithdrawn() {
        Job waits = ask("");
        Job given = ask("");
        jobs.give(database, given.getId(), DB1);

        assertEquals(JobState.JOB_STATE_CANCELLED, jobs.cancel(database, waits.getId()).getState());
        assertEquals(JobState.JOB_STATE_CANCELLED, jobs.cancel(database, waits.getId()).getState());
        assertEquals("job-begun", refused(() -> jobs.cancel(database, given.getId())));
        assertEquals("job-not-found", refused(() -> jobs.cancel(database, "none")));
    }

    @Test
    void whatCannotBeAskedForIsRefused() {
        assertEquals(
                "cluster-not-found",
                refused(() -> jobs.backup(database, "nobody", "", "alice", PATIENCE)));
        assertEquals("request-id-malformed", refused(() -> ask("a b")));
        assertEquals(
                "job-patience-refused",
                refused(() -> jobs.backup(database, "bank", "", "alice", Duration.ofDays(2))));
        ask("taken");
        database.execute("insert into cluster (id, joined_at) values ('other', now())");
        assertEquals(
                "request-id-taken",
                refused(() -> jobs.backup(database, "other", "taken", "alice", PATIENCE)));
    }

    private static String refused(Runnable work) {
        return assertThrows(HoldfastException.class, work::run).code();
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        Job job = ask("");
        jobs.give(database, job.getId(), DB1);
        runs.store(DB1, run(job, BackupOutcome.BACKUP_OUTCOME_COMPLETE));
        assertTrue(newest().completeAt().isPresent());
        clock.pass(Duration.ofDays(900));
        runs.forget();
        jobs.forget(database);

        assertEquals(List.of(), runs.list("bank", 10));
        assertEquals(List.of(), jobs.list(database, "", 10));
        assertEquals("", newest().outcome());
    }

    private BackupRuns.Newest newest() {
        return Objects.requireNonNull(runs.newest().get("bank"));
    }
}
