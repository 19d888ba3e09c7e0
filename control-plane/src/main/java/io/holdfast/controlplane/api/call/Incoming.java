package io.holdfast.controlplane.api.call;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a call before it is looked at.
 *
 * @param authorization the header of that name; null if there was none
 * @param origin the address that it came from
 */
public record Incoming(@Nullable String authorization, String origin) {
    /** Without the token. */
    @Override
    public String toString() {
        return "a call from " + origin;
    }
}
