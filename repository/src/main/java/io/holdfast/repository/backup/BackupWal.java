package io.holdfast.repository.backup;

import io.holdfast.postgres.Lsn;
import io.holdfast.postgres.TimelineId;
import io.holdfast.repository.epoch.EpochId;

/**
 * The WAL without which the backup is worth nothing: from {@code start} to {@code stop}.
 *
 * @param epoch in which the instance captured WAL when the backup began
 * @param start {@code START WAL LOCATION} of the label: the redo point where replay begins
 * @param checkpoint {@code CHECKPOINT LOCATION} of the label
 * @param stop the position that recovery must pass for the copy to be consistent
 */
public record BackupWal(EpochId epoch, TimelineId timeline, Lsn start, Lsn checkpoint, Lsn stop) {}
