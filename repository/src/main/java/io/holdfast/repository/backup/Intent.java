package io.holdfast.repository.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.repository.epoch.EpochId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a backup is being made: the first object of a backup, and the lock on its id.
 *
 * @param parent the backup that an incremental builds upon
 * @param epoch in which the instance captured WAL when the backup began
 * @param run tells two runs under one id apart
 */
public record Intent(
        BackupId id,
        BackupKind kind,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable BackupId parent,
        EpochId epoch,
        String instance,
        BackupSource source,
        Instant startedAt,
        UUID run) {}
