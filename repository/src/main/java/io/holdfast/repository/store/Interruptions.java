package io.holdfast.repository.store;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** The one way in which adapters and decorators report that their thread was interrupted. */
public final class Interruptions {
    public static final String CODE = "repository-interrupted";

    private Interruptions() {}

    /** Keeps the thread's interrupted status, and gives what is to be thrown. */
    public static HoldfastException interrupted(String what, Exception cause) {
        Thread.currentThread().interrupt();
        return new HoldfastException(
                ErrorCategory.TRANSIENT,
                CODE,
                what + " was interrupted; whether it took effect is unknown",
                "Nothing needs to be done: whoever interrupted it knows why.",
                cause);
    }
}
