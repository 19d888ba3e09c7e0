package io.holdfast.agent.verify;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.util.Optional;

/**
 * What is damaged.
 *
 * @param object its name below the cluster's folder, or the path of a backed up file
 */
public record Problem(String object, HoldfastException reason) {
    private static final String HINT =
            "Keep everything as it is, restore from another repository or backup, and find out what"
                    + " happened to it.";

    static Problem missing(String object) {
        return new Problem(
                object,
                new HoldfastException(
                        ErrorCategory.INTEGRITY,
                        "verify-object-missing",
                        object + " is missing",
                        HINT));
    }

    static Problem walMissing(String manifest, String why) {
        return new Problem(
                manifest,
                new HoldfastException(
                        ErrorCategory.INTEGRITY,
                        "verify-wal-missing",
                        "no branch holds all the WAL that " + manifest + " needs: " + why,
                        HINT));
    }

    static Problem different(String object, String how) {
        return new Problem(
                object,
                new HoldfastException(
                        ErrorCategory.INTEGRITY,
                        "verify-object-different",
                        object + " is not what was written: " + how,
                        HINT));
    }

    /** What the check found to be damaged; other failures pass through. */
    static Optional<Problem> of(String object, Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (HoldfastException e) {
            if (!e.category().mayBeDamage()) {
                throw e;
            }
            return Optional.of(new Problem(object, e));
        }
    }
}
