package io.holdfast.agent.replication;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting, on a thread that may, for what an event loop does. */
final class Awaiting {
    private Awaiting() {}

    static <T> T await(Future<T> future, Deadline deadline, String address)
            throws ExecutionException, TimeoutException {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("an event loop must not wait for " + address);
        }
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusals.interrupted(address, e);
        }
    }

    /** What went wrong, without the wrapping of the future. */
    static Throwable cause(ExecutionException failed) {
        var cause = failed.getCause();
        return cause == null ? failed : cause;
    }
}
