package io.holdfast.repository.store;

import io.holdfast.error.HoldfastException;
import java.time.Duration;

/** Told of every failure that is not passed on because the operation is tried again. */
public interface RetryListener {
    /** Tells nobody. */
    RetryListener NONE = (_, _, _, _) -> {};

    /**
     * @param operation {@code put}, {@code get}, {@code size}, {@code list} or {@code delete}
     * @param attempt of the failed attempt, from 1
     * @param delay until the next one
     */
    void retrying(String operation, int attempt, Duration delay, HoldfastException failure);
}
