package io.holdfast.repository.wal;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.container.ContainerHeader;

/** What stands at a name where a piece may stand. */
public sealed interface WalObject {
    /** WAL from {@code start} to the end that its metadata names. */
    record Piece(Lsn start, PieceMetadata metadata, ContainerHeader header) implements WalObject {
        public Lsn end() {
            return metadata.end();
        }
    }

    /** The end of the epoch. */
    record Seal(Lsn at) implements WalObject {}
}
