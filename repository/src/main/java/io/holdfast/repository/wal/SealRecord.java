package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.epoch.EpochId;
import java.time.Instant;
import java.util.UUID;

/**
 * The content of a seal.
 *
 * @param epoch the one that the sealer will take
 */
public record SealRecord(UUID sealedBy, EpochId epoch, Lsn at, Instant createdAt) {}
