package io.holdfast.agent.capture;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** Failures that nobody foresaw: they must neither end a capture in silence nor pass for others. */
final class Unexpected {
    private Unexpected() {}

    static HoldfastException in(String where, RuntimeException failure) {
        return new HoldfastException(
                ErrorCategory.INTERNAL,
                "capture-unexpected",
                where + " failed: " + failure,
                "Report this, with the log of the agent; capture tries again.",
                failure);
    }
}
