package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running (or ended) postmaster: one operating system process and the children it forks. */
final class Postmaster {
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(20);

    private final Process process;

    private Postmaster(Process process) {
        this.process = process;
    }

    /**
     * The thread that starts the process stays for as long as it runs: the kernel counts the death
     * of the parent <em>thread</em> as the parent's (prctl(2), PR_SET_PDEATHSIG).
     */
    static Postmaster launch(ProcessBuilder command) throws IOException {
        var started = new CompletableFuture<Process>();
        Thread.ofPlatform().daemon().name("embedded-postgres").start(() -> hold(command, started));
        try {
            return new Postmaster(started.join());
        } catch (CompletionException e) {
            throw new IOException("cannot run " + command.command(), e.getCause());
        }
    }

    private static void hold(ProcessBuilder command, CompletableFuture<Process> started) {
        try {
            var process = command.start();
            started.complete(process);
            process.waitFor();
        } catch (IOException | InterruptedException e) {
            started.completeExceptionally(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    boolean awaitExit(Duration timeout) {
        try {
            return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw Poll.interrupted(e);
        }
    }

    /** The signal's name without SIG. Does nothing to a process that has ended. */
    void signal(String name) throws IOException {
        if (process.isAlive()) {
            // Java itself can only send TERM and KILL; every shell has kill built in.
            var kill = new ProcessBuilder("sh", "-c", "kill -s " + name + " " + pid());
            try {
                kill.redirectErrorStream(true).start().waitFor();
            } catch (InterruptedException e) {
                throw Poll.interrupted(e);
            }
        }
    }

    /** Kills the postmaster and all it forked; returns when none of them is left. */
    void killAll() throws IOException {
        // Stopped first, so that it forks nothing between the look at its children and its death.
        signal("STOP");
        Poll.until(Duration.ofSeconds(1), () -> !process.isAlive() || state(pid()) == 'T');
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        if (!Poll.until(KILL_TIMEOUT, () -> noneRuns(all))) {
            throw new IOException("processes survive SIGKILL: " + all);
        }
        awaitExit(KILL_TIMEOUT);
    }

    private static boolean noneRuns(List<ProcessHandle> all) {
        return all.stream().allMatch(one -> !one.isAlive() || state(one.pid()) == 'Z');
    }

    /**
     * The state letter of /proc/pid/stat, which follows the command in parentheses; X when gone.
     */
    private static char state(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X';
        }
    }
}
