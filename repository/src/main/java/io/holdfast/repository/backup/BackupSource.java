package io.holdfast.repository.backup;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the files were read. */
public enum BackupSource {
    /** {@code BASE_BACKUP} over the replication protocol. */
    @JsonProperty("streamed")
    STREAMED,
    /** The data directory itself, between {@code pg_backup_start} and {@code pg_backup_stop}. */
    @JsonProperty("local")
    LOCAL
}
