package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a piece (or a rolled object, of its last piece) says of itself.
 *
 * @param end where the next piece begins
 * @param sampledAt the agent's time of the newest lag sample at or below {@code end}; null if none
 * @param systemIdentifier unsigned, in decimal
 */
public record PieceMetadata(
        Lsn end, @Nullable Instant sampledAt, @Nullable Lsn sampledLsn, String systemIdentifier) {}
