package io.holdfast.controlplane.api.call;

import io.vertx.core.json.JsonObject;

/**
 * What an audited call did.
 *
 * @param answer to the caller
 * @param before as it was, without secrets; empty if there was nothing
 * @param after as it is, without secrets; empty if there is nothing
 */
public record Answered<A>(A answer, JsonObject before, JsonObject after) {
    /** Nothing was there before, and nothing is to be told of what is there now. */
    public static <A> Answered<A> of(A answer) {
        return new Answered<>(answer, new JsonObject(), new JsonObject());
    }

    /** With what was there before. */
    public Answered<A> from(JsonObject what) {
        return new Answered<>(answer, what, after);
    }

    /** With what is there now. */
    public Answered<A> to(JsonObject what) {
        return new Answered<>(answer, before, what);
    }
}
