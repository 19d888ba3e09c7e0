package io.holdfast.agent.restore.files;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.FileEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that fetch, decrypt and write: as many as there may be reads at once. The first
 * failure ends them all. Closing without {@link #finish} gives up what is under way.
 */
final class ReadCrew implements AutoCloseable {
    private final BlockingQueue<Task> queue;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** What a thread is given to do. */
    sealed interface Task {
        /** Fetch. */
        record Read(PackRead read) implements Task {}

        /** All reads of this file have been given out before. */
        record Ended(FileDraft file) implements Task {}

        /** A file that is right as it is, but may not be durable yet. */
        record Present(Path place, FileEntry.RegularFile entry) implements Task {}

        /** Nothing follows. */
        record Stop() implements Task {}
    }

    ReadCrew(int size, Supplier<PackFetch> fetches) {
        this.queue = new ArrayBlockingQueue<>(size);
        for (int i = 1; i <= size; i++) {
            threads.add(
                    Thread.ofPlatform().name("restore-" + i).daemon().start(() -> work(fetches)));
        }
    }

    private void work(Supplier<PackFetch> fetches) {
        try (PackFetch fetch = fetches.get()) {
            while (failure.get() == null) {
                Task task = queue.take();
                switch (task) {
                    case Task.Read read -> fetch.run(read.read());
                    case Task.Ended ended -> fetch.arrived(ended.file());
                    case Task.Present present -> fetch.present(present.place(), present.entry());
                    case Task.Stop ignored -> {
                        return;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands out a task; waits while all are busy. */
    void add(Task task) throws IOException, InterruptedException {
        do {
            rethrow();
        } while (!queue.offer(task, 50, TimeUnit.MILLISECONDS));
    }

    /** Returns when everything was done, or throws the first failure. */
    void finish() throws IOException, InterruptedException {
        for (int i = 0; i < threads.size(); i++) {
            add(new Task.Stop());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        rethrow();
    }

    private void rethrow() throws IOException {
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw new IOException(e);
            case HoldfastException e ->
                    throw new HoldfastException(
                            e.category(), e.code(), String.valueOf(e.getMessage()), e.hint(), e);
            case Exception e -> throw new IllegalStateException("a restore thread failed", e);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
