package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.container.SealedContainer;

/**
 * A piece or a rolled object, sealed and ready for every repository.
 *
 * @param end not included
 */
record CutObject(Lsn start, Lsn end, SealedContainer container) {
    boolean isPiece() {
        return container.kind() == io.holdfast.repository.container.ContainerKind.PIECE;
    }

    /** What it takes of the memory budget. */
    long heldBytes() {
        return container.bytes().length;
    }
}
