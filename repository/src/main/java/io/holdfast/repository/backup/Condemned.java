package io.holdfast.repository.backup;

import java.time.Instant;

/** That expiry is about to delete the backup: no new backup may build upon it. */
public record Condemned(BackupId id, Instant condemnedAt, String reason) {}
