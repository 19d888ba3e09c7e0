package io.holdfast.agent.job;

import io.holdfast.agent.backup.BackupResult;
import io.holdfast.agent.contract.Contract;
import io.holdfast.agent.schedule.Due;
import io.holdfast.error.HoldfastException;
import io.holdfast.proto.v1.BackupCause;
import io.holdfast.proto.v1.BackupKind;
import io.holdfast.proto.v1.BackupOutcome;
import io.holdfast.proto.v1.BackupRun;
import io.holdfast.proto.v1.LeftOut;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.write.LeftRepository;
import java.time.Instant;

/** What is told of one run of a backup. Not for several threads. */
public final class BackupRecord {
    private final BackupRun.Builder run;

    private BackupRecord(BackupId id, BackupCause cause) {
        this.run =
                BackupRun.newBuilder()
                        .setBackupId(id.value())
                        .setKind(BackupKind.BACKUP_KIND_FULL)
                        .setCause(cause)
                        .setOutcome(BackupOutcome.BACKUP_OUTCOME_RUNNING);
    }

    public static BackupRecord scheduled(BackupId id, Due due) {
        BackupRecord made = new BackupRecord(id, BackupCause.BACKUP_CAUSE_SCHEDULE);
        made.run.setSchedule(due.scheduleText()).setDueAt(Contract.of(due.named()));
        return made;
    }

    public static BackupRecord asked(BackupId id, AcceptedJob job) {
        BackupRecord made = new BackupRecord(id, BackupCause.BACKUP_CAUSE_JOB);
        made.run.setJobId(job.id());
        return made;
    }

    public static BackupRecord gap(BackupId id) {
        return new BackupRecord(id, BackupCause.BACKUP_CAUSE_GAP);
    }

    BackupRun begun(Instant at) {
        return run.setBeganAt(Contract.of(at)).build();
    }

    BackupRun ended(Instant at) {
        return run.setEndedAt(Contract.of(at)).build();
    }

    /** It is complete. */
    public void complete(BackupResult.Complete complete, boolean isEverywhere) {
        complete.left().forEach(this::left);
        run.setOutcome(
                        isEverywhere
                                ? BackupOutcome.BACKUP_OUTCOME_COMPLETE
                                : BackupOutcome.BACKUP_OUTCOME_DEGRADED)
                .addAllRepositories(complete.repositories())
                .setBytes(complete.manifest().totals().plainBytes())
                .setStoredBytes(complete.manifest().totals().storedBytes());
    }

    private void left(LeftRepository left) {
        run.addLeftOut(
                LeftOut.newBuilder()
                        .setRepository(left.repository().name())
                        .setFailure(Contract.of(left.reason())));
    }

    /** Another agent runs it. */
    public void elsewhere() {
        run.setOutcome(BackupOutcome.BACKUP_OUTCOME_ELSEWHERE);
    }

    /** It failed. */
    public void failed(HoldfastException e) {
        run.setFailure(Contract.of(e)).setOutcome(BackupOutcome.BACKUP_OUTCOME_FAILED);
    }

    /** It was given up, for the agent stops. */
    public void interrupted(HoldfastException e) {
        run.setFailure(Contract.of(e)).setOutcome(BackupOutcome.BACKUP_OUTCOME_INTERRUPTED);
    }
}
