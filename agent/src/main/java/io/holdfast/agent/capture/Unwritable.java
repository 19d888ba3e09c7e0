package io.holdfast.agent.capture;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The repositories in which an epoch could not be taken: full, say, or read only. The attempt that
 * meets one has failed as a whole; the next one leaves it out, so that it does not stop capture
 * into the others. What it holds still counts. For one thread.
 */
final class Unwritable {
    private final Map<UUID, HoldfastException> failures = new HashMap<>();
    private boolean isNews;

    /** Puts something into the repository, which is left out from now on if it does not succeed. */
    <T> T writing(ClusterRepository repository, Supplier<T> put) {
        try {
            return put.get();
        } catch (HoldfastException e) {
            failures.put(repository.repositoryId(), e);
            isNews = true;
            throw e;
        }
    }

    /**
     * Those that are left.
     *
     * @throws HoldfastException what was met, if none is; then all are tried again
     */
    List<ClusterRepository> without(List<ClusterRepository> repositories) {
        List<ClusterRepository> left =
                repositories.stream().filter(r -> !failures.containsKey(r.repositoryId())).toList();
        if (left.isEmpty() && !failures.isEmpty()) {
            HoldfastException failure = failures.values().iterator().next();
            clear();
            throw failure;
        }
        return left;
    }

    /** An epoch was taken: the next one is for all repositories again. */
    void clear() {
        failures.clear();
        isNews = false;
    }

    /** Whether one was met since this was asked last. */
    boolean isNews() {
        boolean was = isNews;
        isNews = false;
        return was;
    }
}
