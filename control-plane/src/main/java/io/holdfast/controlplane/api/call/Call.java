package io.holdfast.controlplane.api.call;

import io.holdfast.controlplane.access.Caller;
import java.util.Optional;

/**
 * One call as it is made.
 *
 * @param name such as {@code Access.CreateUser}
 * @param known who makes it; empty for a call that needs no token
 * @param origin the address that it came from
 */
public record Call(String name, Optional<Caller> known, String origin) {
    /** Who makes it. */
    public Caller caller() {
        return known.orElseThrow(
                () -> new IllegalStateException(name + " is open to those without a token"));
    }

    String actor() {
        return known.map(Caller::user).orElse("anonymous");
    }
}
