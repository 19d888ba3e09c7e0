package io.holdfast.agent.backup;

import java.util.Optional;

/** Reads one page once more. */
interface PageAgain {
    /** Empty if it cannot be read. */
    Optional<byte[]> read(Suspicions.Suspicion page);
}
