package io.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code holdfast} in a process of its own, with its output in files. Closing it kills it. */
public final class ChildCommand implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildCommand(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public static ChildCommand start(Path folder, String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "child", ".out");
        Path err = Files.createTempFile(folder, "child", ".err");
        return start(out, err, commandLine(arguments));
    }

    /** Runs the command within another one, which is given the whole command line. */
    public static ChildCommand startWithin(Path folder, List<String> other, String... arguments)
            throws IOException {
        Path out = Files.createTempFile(folder, "child", ".out");
        Path err = Files.createTempFile(folder, "child", ".err");
        List<String> line = new ArrayList<>(other);
        line.addAll(commandLine(arguments));
        return start(out, err, line);
    }

    /**
     * Runs the command in a mount namespace of its own, which ends with it.
     *
     * @param script mounts what it needs; its arguments are the place, then the command line
     */
    public static ChildCommand startInMounts(
            Path folder, String script, Path place, String... arguments) throws IOException {
        List<String> unshare = List.of("unshare", "-Urm", "sh", "-c", script, "sh", place + "");
        return startWithin(folder, unshare, arguments);
    }

    private static List<String> commandLine(String... arguments) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    private static ChildCommand start(Path out, Path err, List<String> line) throws IOException {
        Process process =
                new ProcessBuilder(line)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        return new ChildCommand(process, out, err);
    }

    /** Waits until the command has printed this, and fails if it ends without. */
    public void awaitOutput(String text) throws InterruptedException {
        Await.until(
                "'" + text + "' in the output",
                () -> {
                    if (!process.isAlive() && !out().contains(text)) {
                        throw new AssertionError("ended " + process.exitValue() + ": " + err());
                    }
                    return out().contains(text);
                });
    }

    /** Waits until the command has logged this. */
    public void awaitError(String text) throws InterruptedException {
        Await.until("'" + text + "' in the log", () -> err().contains(text));
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGSTOP: it does nothing more, and loses nothing. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void wake() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        if (code != 0) {
            throw new AssertionError("kill -" + name + " ended " + code);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + out() + err());
        }
        return process.exitValue();
    }

    /** All of it, once it has ended. */
    public RunCommand ended() throws InterruptedException {
        return new RunCommand(awaitEnd(), out(), err());
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
