package io.holdfast.cli.demo;

import io.holdfast.agent.server.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A directory and everything that a demo started, all of which is gone afterwards: when it is
 * closed, and when the process is told to end. Used by one thread, which is interrupted in the
 * second case.
 */
final class Stage implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Path directory;
    private final Thread user = Thread.currentThread();
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::endEarly, "demo-exit");
    private volatile boolean isEnding;

    private Stage(Path directory) {
        this.directory = directory;
    }

    static Stage open() {
        try {
            Stage stage = new Stage(Files.createTempDirectory("holdfast-demo-"));
            Runtime.getRuntime().addShutdownHook(stage.atExit);
            return stage;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    /** Closes it with the stage, before everything that was kept earlier. */
    <T extends AutoCloseable> T keep(T started) {
        kept.push(started);
        return started;
    }

    /** Whether the process is being ended from outside. */
    boolean isEnding() {
        return isEnding;
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        while (!kept.isEmpty()) {
            try {
                kept.pop().close();
            } catch (Exception e) {
                failure =
                        failure == null ? new IllegalStateException("closing failed", e) : failure;
            }
        }
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            failure = failure == null ? new UncheckedIOException(e) : failure;
        }
        closed.countDown();
        if (!isEnding) {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
        if (failure != null && !isEnding) {
            throw failure;
        }
    }

    /** The servers have hooks of their own; what is left here is the directory. */
    private void endEarly() {
        isEnding = true;
        user.interrupt();
        try {
            if (!closed.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                Directories.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
