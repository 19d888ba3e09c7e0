package io.holdfast.agent.run;

import io.holdfast.agent.backup.BackupProgress;
import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.job.AcceptedJob;
import io.holdfast.agent.job.BackupRecord;
import io.holdfast.agent.job.JobDesk;
import io.holdfast.agent.job.RunJournal;
import io.holdfast.agent.repositories.ConfiguredRepositories;
import io.holdfast.agent.schedule.Due;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupKind;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes backups one by one, and tells of each. The id of a run comes from its schedule and instant,
 * or from its job, so that nobody runs the same one twice.
 */
final class BackupAttempts {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);

    private final ConfiguredRepositories repositories;
    private final Backups backups;
    private final RunJournal journal;
    private final JobDesk desk;
    private final InstantSource clock;
    private final RandomGenerator random;

    BackupAttempts(
            ConfiguredRepositories repositories,
            Backups backups,
            RunJournal journal,
            JobDesk desk,
            InstantSource clock,
            RandomGenerator random) {
        this.repositories = repositories;
        this.backups = backups;
        this.journal = journal;
        this.desk = desk;
        this.clock = clock;
        this.random = random;
    }

    void scheduled(Due due) {
        BackupId id = BackupId.scheduled(due.scheduleText(), BackupKind.FULL, due.named());
        attempt(
                id,
                BackupRecord.scheduled(id, due),
                "schedule " + due.scheduleText(),
                progress -> {});
    }

    void gap(String reason) {
        BackupId id = BackupId.fresh(clock.instant(), random);
        attempt(id, BackupRecord.gap(id), reason, progress -> {});
    }

    void job(AcceptedJob job) {
        if (desk.mayBegin(job)) {
            BackupId id = BackupId.scheduled("job " + job.id(), BackupKind.FULL, job.createdAt());
            attempt(
                    id,
                    BackupRecord.asked(id, job),
                    "job " + job.id(),
                    progress -> desk.progressed(job, progress));
            desk.ended(job);
        }
    }

    private void attempt(
            BackupId id, BackupRecord record, String reason, BackupProgress.Listener listener) {
        LOG.info("backup {} begins: {}", id, reason);
        journal.begun(record);
        try {
            ended(id, record, make(id, listener));
        } catch (HoldfastException e) {
            failed(id, record, e);
        } catch (RuntimeException e) {
            // a defect there must not end the schedule
            LOG.error("backup {} failed; report this", id, e);
            record.failed(unexpected(e));
        }
        journal.ended(record);
    }

    private BackupResult make(BackupId id, BackupProgress.Listener listener) {
        var opened =
                repositories.reachable(
                        e ->
                                LOG.warn(
                                        "backup {} goes on without a repository: {}",
                                        id,
                                        e.getMessage()));
        return backups.full(id, opened, false, listener);
    }

    private void ended(BackupId id, BackupRecord record, BackupResult result) {
        switch (result) {
            case BackupResult.Complete complete -> {
                tell(id, complete);
                record.complete(
                        complete, complete.repositories().size() == repositories.all().size());
            }
            case BackupResult.Taken taken -> {
                LOG.info("backup {} is made by {}", id, taken.theirs().instance());
                record.elsewhere();
            }
        }
    }

    private static void tell(BackupId id, BackupResult.Complete complete) {
        LOG.info("backup {} is complete in {}", id, complete.repositories());
        complete.notLocal().ifPresent(why -> LOG.info("backup {} was streamed: {}", id, why));
        complete.left()
                .forEach(
                        left ->
                                LOG.warn(
                                        "backup {} is missing in repository {}, which will be"
                                                + " filled: {}",
                                        id,
                                        left.repository().name(),
                                        left.reason().advice()));
    }

    private static void failed(BackupId id, BackupRecord record, HoldfastException e) {
        if (Thread.currentThread().isInterrupted()) {
            LOG.warn("backup {} is given up, for the agent stops", id);
            record.interrupted(e);
        } else {
            LOG.error("backup {} failed: {}", id, e.advice());
            record.failed(e);
        }
    }

    private static HoldfastException unexpected(RuntimeException e) {
        return new HoldfastException(
                ErrorCategory.INTERNAL,
                "unexpected",
                "something unexpected happened: " + e,
                "This is a defect of Holdfast: report what the agent's log says of it.",
                e);
    }
}
