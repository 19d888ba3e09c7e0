package io.holdfast.repository.store.s3;

import io.holdfast.repository.store.Interruptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a bounded number of calls through, waits for them, and gives up when interrupted. */
final class S3Calls {
    private final Semaphore permits;
    private final Duration patience;
    private volatile @Nullable Instant storeClock;

    S3Calls(int connections, Duration patience) {
        this.permits = new Semaphore(connections, true);
        this.patience = patience;
    }

    /** Reads an answer to its end, in the calling thread. */
    interface Reader<T, R> {
        R read(T answer) throws IOException, S3Failure;
    }

    /** The answer, read; both the call and the reading are over when this returns or throws. */
    <T, R> R call(String what, Supplier<CompletableFuture<T>> request, Reader<T, R> reader)
            throws S3Failure {
        acquire(what);
        var trace = new CallTrace();
        try {
            var future = ScopedValue.where(CallTrace.CURRENT, trace).call(request::get);
            return reader.read(await(what, future, trace));
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Interruptions.interrupted(what, e);
            }
            throw S3Failure.of(e, trace);
        } finally {
            trace.date().ifPresent(date -> storeClock = date);
            permits.release();
        }
    }

    private void acquire(String what) throws S3Failure {
        try {
            if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw S3Failure.of(
                        new InterruptedIOException("no free connection within " + patience),
                        new CallTrace());
            }
        } catch (InterruptedException e) {
            throw Interruptions.interrupted(what, e);
        }
    }

    private static <T> T await(String what, CompletableFuture<T> future, CallTrace trace)
            throws S3Failure {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw S3Failure.of(e, trace);
        } catch (InterruptedException e) {
            trace.cancel();
            // The body may be read by the client's thread until the call has ended, which is now.
            future.handle(S3Calls::discard).join();
            throw Interruptions.interrupted(what, e);
        }
    }

    private static <T> boolean discard(@Nullable T answer, @Nullable Throwable failure) {
        if (answer instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException _) {
                return false; // The call is cancelled; there is nothing left to lose.
            }
        }
        return true;
    }

    /** The store's clock when it last answered. */
    Optional<Instant> storeClock() {
        return Optional.ofNullable(storeClock);
    }
}
