package io.holdfast.agent.config;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** Settings that are each well written, but not allowed together. */
final class Rejected {
    private Rejected() {}

    static HoldfastException setting(String name, String message, String hint) {
        return new HoldfastException(
                ErrorCategory.CONFIGURATION, "configuration-invalid", name + ": " + message, hint);
    }
}
