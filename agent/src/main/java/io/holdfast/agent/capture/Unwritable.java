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
    private final CaptureListener listener;
    private final Map<UUID, HoldfastException> failures = new HashMap<>();
    private final Map<UUID, String> told = new HashMap<>();
    private boolean isNews;

    /**
     * @param listener told once of each repository, until an epoch was taken
     */
    Unwritable(CaptureListener listener) {
        this.listener = listener;
    }

    /** Puts something into the repository, which is left out from now on if it does not succeed. */
    <T> T writing(ClusterRepository repository, Supplier<T> put) {
        try {
            return put.get();
        } catch (HoldfastException e) {
            failures.put(repository.repositoryId(), e);
            isNews = true;
            if (!e.code().equals(told.put(repository.repositoryId(), e.code()))) {
                listener.happened(new CaptureEvent.LaneFailed(repository.name(), e));
            }
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
            failures.clear();
            throw failure;
        }
        return left;
    }

    /** An epoch was taken: the next one is for all repositories again. */
    void clear() {
        failures.clear();
        told.clear();
        isNews = false;
    }

    /** Whether one was met since this was asked last. */
    boolean isNews() {
        boolean was = isNews;
        isNews = false;
        return was;
    }
}
