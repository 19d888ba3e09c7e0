package io.holdfast.repository.wal;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.Lsn;
import java.util.Optional;

/**
 * Where an epoch's unbroken WAL ends in one repository.
 *
 * @param end the next free piece name, or the seal, or what cannot be read
 * @param last the metadata of the last piece, if there is one
 * @param damage why what stands at {@code end} cannot be read; empty if nothing stands there
 */
public record Frontier(
        Lsn end,
        boolean isSealed,
        Optional<PieceMetadata> last,
        Optional<HoldfastException> damage) {}
