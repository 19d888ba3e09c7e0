package io.holdfast.agent.restore.wal;

import io.holdfast.repository.backup.BackupManifest;

/**
 * What a target comes down to.
 *
 * @param backup the one to begin with: its stop is at or before the stop of the recovery
 * @param explanation one sentence for the operator
 */
public record Resolution(BackupManifest backup, StopPoint stop, String explanation) {}
