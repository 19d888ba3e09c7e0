package io.holdfast.repository.backup;

import java.time.Instant;

/** Stands at the manifest's name: this backup will never be complete. */
public record Abandoned(BackupId id, Instant abandonedAt, String reason) {}
