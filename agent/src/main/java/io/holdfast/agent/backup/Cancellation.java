package io.holdfast.agent.backup;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** That somebody interrupted the thread of a backup, which is how one is cancelled. */
final class Cancellation {
    static final String CODE = "interrupted";

    private Cancellation() {}

    static HoldfastException of(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                CODE,
                "the backup was cancelled",
                "Start another one when it suits; nothing of this one is listed.",
                cause);
    }
}
