package io.holdfast.repository.backup.write;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One repository of a run, and what is on its way there. For several threads. */
final class Target {
    private final ClusterRepository repository;
    private final Set<Thread> busy = new HashSet<>();
    private @Nullable HoldfastException failure;

    Target(ClusterRepository repository) {
        this.repository = repository;
    }

    ClusterRepository repository() {
        return repository;
    }

    synchronized @Nullable HoldfastException failure() {
        return failure;
    }

    synchronized boolean alive() {
        return failure == null;
    }

    synchronized boolean idle() {
        return busy.isEmpty();
    }

    /** Leaves the run for good; what is on its way is interrupted. The first reason stays. */
    synchronized void leave(HoldfastException reason) {
        if (failure == null) {
            failure = reason;
            busy.forEach(Thread::interrupt);
        }
    }

    /** Does one put, unless the repository has left. */
    void run(Runnable put) {
        if (!enter()) {
            return;
        }
        try {
            put.run();
        } catch (HoldfastException e) {
            leave(e);
        } catch (RuntimeException e) {
            leave(
                    new HoldfastException(
                            ErrorCategory.INTERNAL,
                            "backup-put-failed",
                            "putting into repository " + repository.name() + " failed: " + e,
                            "Report this with the log of the agent.",
                            e));
        } finally {
            exit();
        }
    }

    private synchronized boolean enter() {
        return failure == null && busy.add(Thread.currentThread());
    }

    private synchronized void exit() {
        busy.remove(Thread.currentThread());
    }
}
