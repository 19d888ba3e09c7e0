package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import java.util.Optional;

/**
 * Where an epoch's unbroken WAL ends in one repository.
 *
 * @param end the next free piece name, or the seal
 * @param last the metadata of the last piece, if there is one
 */
public record Frontier(Lsn end, boolean isSealed, Optional<PieceMetadata> last) {}
