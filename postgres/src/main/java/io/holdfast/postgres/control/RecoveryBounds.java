package io.holdfast.postgres.control;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import java.util.Optional;

/**
 * How far a recovery must go before the cluster is consistent. All LSNs are zero in production.
 *
 * @param minRecoveryPoint replay must pass it
 * @param minRecoveryTimeline of that point; empty if there is none
 * @param backupStart the redo LSN of the backup being recovered
 * @param backupEnd where a backup from a standby ends
 * @param backupEndRequired whether an end-of-backup record must be found
 */
public record RecoveryBounds(
        Lsn minRecoveryPoint,
        Optional<TimelineId> minRecoveryTimeline,
        Lsn backupStart,
        Lsn backupEnd,
        boolean backupEndRequired) {}
