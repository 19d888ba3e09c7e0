package io.holdfast.controlplane.api.call;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;

/** Why a request is no request of a call. */
public final class BadRequests {
    private BadRequests() {}

    public static HoldfastException tooLarge() {
        return new HoldfastException(
                ErrorCategory.USER,
                "request-too-large",
                "the request is larger than " + Calls.MAX_MESSAGE_BYTES + " bytes",
                "Send less at once.");
    }

    /**
     * @param reason such as "it is no JSON"
     */
    public static HoldfastException malformed(String reason) {
        return new HoldfastException(
                ErrorCategory.USER,
                "request-malformed",
                "the request is not of the form that this call wants: " + reason,
                "Look at the call's request in the API reference: names, types and quotes.");
    }
}
