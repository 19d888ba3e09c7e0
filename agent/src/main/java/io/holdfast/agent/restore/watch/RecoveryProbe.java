package io.holdfast.agent.restore.watch;

import java.util.Optional;

/** Looks at a server that recovers. */
@FunctionalInterface
public interface RecoveryProbe {
    /**
     * Asks once; blocks for seconds at most. Empty while the server does not accept connections.
     */
    Optional<RecoverySample> look();
}
