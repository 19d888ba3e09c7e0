package io.holdfast.cli.backup;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a signal interrupt what the calling thread does, and end only after that has put things in
 * order, or has taken too long. The process then ends as one that a signal ends. For one run.
 */
final class Signalled {
    private final Thread runner = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Duration deadline;
    private final Consumer<End> told;
    private volatile boolean isSignalled;
    private volatile @Nullable Throwable failure = new InterruptedException();

    /** What became of the run that a signal cancelled. */
    sealed interface End {
        /** It ended by itself just then. */
        record Complete() implements End {}

        record Cancelled(Throwable failure) implements End {}

        record TooLate(Duration deadline) implements End {}
    }

    /**
     * @param deadline how long the process waits for the run
     * @param told once, before the process ends
     */
    Signalled(Duration deadline, Consumer<End> told) {
        this.deadline = deadline;
        this.told = told;
    }

    /** Runs it; does not return once a signal has come. */
    void run(Runnable work) {
        Thread hook = new Thread(this::cancel, "cancel");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run();
            failure = null;
        } catch (RuntimeException e) {
            if (!isSignalled) {
                throw e;
            }
            failure = e;
        } finally {
            ended.countDown();
            if (isSignalled) {
                awaitEndOfProcess();
            } else {
                remove(hook);
            }
        }
    }

    /** Between the run and what has to be closed after it, which must not be interrupted too. */
    void calm() {
        if (isSignalled) {
            Thread.interrupted();
        }
    }

    private void cancel() {
        isSignalled = true;
        runner.interrupt();
        Throwable why = failureInTime();
        told.accept(
                ended.getCount() > 0
                        ? new End.TooLate(deadline)
                        : why == null ? new End.Complete() : new End.Cancelled(why));
    }

    private @Nullable Throwable failureInTime() {
        try {
            boolean ignored = ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the signal came just now: there is nothing left for it to cancel
            awaitEndOfProcess();
        }
    }

    private static void awaitEndOfProcess() {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // interrupted by the signal, which was noticed already
            }
        }
    }
}
