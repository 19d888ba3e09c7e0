package io.holdfast.agent.server;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A postmaster and what it forks. */
final class ServerProcess {
    static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Process postmaster;

    private ServerProcess(Process postmaster) {
        this.postmaster = postmaster;
    }

    /**
     * The thread that starts the process stays for as long as it runs: the kernel takes the death
     * of the parent <em>thread</em> for the parent's (prctl(2), PR_SET_PDEATHSIG).
     */
    static ServerProcess start(List<String> command, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()));
        // settings for libpq and for the original server
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        var started = new CompletableFuture<Process>();
        Thread.ofPlatform().daemon().name("isolated-server").start(() -> hold(builder, started));
        try {
            return new ServerProcess(started.join());
        } catch (CompletionException e) {
            throw new IOException("cannot run " + command.getFirst(), e.getCause());
        }
    }

    private static void hold(ProcessBuilder builder, CompletableFuture<Process> started) {
        try {
            Process process = builder.start();
            started.complete(process);
            process.waitFor();
        } catch (IOException | InterruptedException e) {
            started.completeExceptionally(e);
        }
    }

    boolean isAlive() {
        return postmaster.isAlive();
    }

    /**
     * With what the postmaster ended: its own code, or 128 and the signal; empty if it still runs.
     *
     * @param patience for what is seen to be gone, and not yet told to this process
     */
    OptionalInt exitCode(Duration patience) throws InterruptedException {
        boolean hasEnded = postmaster.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        return hasEnded ? OptionalInt.of(postmaster.exitValue()) : OptionalInt.empty();
    }

    /**
     * An immediate shutdown first, for it takes the shared memory away; then by force. To be
     * finished also by a thread that is interrupted.
     */
    void end(Duration patience) {
        boolean wasInterrupted = Thread.interrupted();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster.toHandle()), postmaster.descendants()).toList();
        try {
            quit();
            if (!areGone(all, patience)) {
                all.forEach(ProcessHandle::destroyForcibly);
                areGone(all, patience);
            }
        } catch (InterruptedException e) {
            wasInterrupted = true;
            all.forEach(ProcessHandle::destroyForcibly);
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Java itself can only send TERM, which waits for sessions to end, and KILL. */
    private void quit() throws InterruptedException {
        if (!postmaster.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -s QUIT " + postmaster.pid())
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // without a shell it is killed
            postmaster.destroyForcibly();
        }
    }

    private static boolean areGone(List<ProcessHandle> all, Duration patience)
            throws InterruptedException {
        long looks = patience.toMillis() / LOOK_EVERY.toMillis();
        for (long i = 0; i < looks && all.stream().anyMatch(ProcessHandle::isAlive); i++) {
            Thread.sleep(LOOK_EVERY);
        }
        return all.stream().noneMatch(ProcessHandle::isAlive);
    }
}
