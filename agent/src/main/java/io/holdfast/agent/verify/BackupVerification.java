package io.holdfast.agent.verify;

import io.holdfast.agent.verify.trial.TrialProof;
import io.holdfast.postgres.Lsn;
import io.holdfast.repository.backup.BackupId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The report on one backup.
 *
 * @param passed the levels that were reached, in their order
 * @param frontier up to where its WAL was looked at; empty if it did not come to that
 * @param objects that were looked at; WAL that several backups need counts for the first
 * @param bytes sizes of those objects; of WAL the bytes that it holds
 * @param trial what the started server showed; empty if it was not asked for or failed
 */
public record BackupVerification(
        BackupId id,
        List<Level> passed,
        Optional<Lsn> frontier,
        long objects,
        long bytes,
        Optional<TrialProof> trial,
        Duration took,
        Verdict verdict) {}
