package io.holdfast.agent.verify;

import io.holdfast.error.HoldfastException;

/** What a verification came to for one backup. */
public sealed interface Verdict {
    /** Everything that was asked for is proven. */
    record Passed() implements Verdict {}

    /** It cannot be relied on. What is damaged is kept as it is. */
    record Damaged(Level at, Problem problem) implements Verdict {}

    /** Could not be checked to the end; that proves nothing, neither way. */
    record NotChecked(Level at, HoldfastException reason) implements Verdict {}

    /** Expiry has decided to delete it, or has done so. */
    record Expired() implements Verdict {}
}
