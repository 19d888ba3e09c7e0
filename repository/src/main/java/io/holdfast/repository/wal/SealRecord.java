package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import java.time.Instant;
import java.util.UUID;

/**
 * The content of a seal.
 *
 * @param epoch the number that the sealer will take
 */
public record SealRecord(UUID sealedBy, int epoch, Lsn at, Instant createdAt) {}
