package io.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs scripts as a user's shell does: {@code sh}, with {@code holdfast} on the path, in a folder
 * and an environment of their own.
 */
final class Shell {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** A script, and what became of it. */
    record Ran(String script, int exitCode, String out, String err) {
        @Override
        public String toString() {
            return script + "\nended " + exitCode + "\n" + out + err;
        }
    }

    /** A script that runs until it is ended. */
    record Running(Process process, Path output, Path errors) {
        void awaitOutput(String text) throws InterruptedException {
            Await.until("'" + text + "'", () -> !process.isAlive() || out().contains(text));
            if (!out().contains(text)) {
                throw new AssertionError("ended " + process.exitValue() + ": " + out() + err());
            }
        }

        String out() {
            return read(output);
        }

        String err() {
            return read(errors);
        }
    }

    /**
     * @param folder where scripts run; the launcher and the files of their output are put there
     */
    Shell(Path folder) throws IOException {
        this.folder = folder;
        Path programs = Files.createDirectories(folder.resolve("bin"));
        String launcher =
                """
                #!/bin/sh
                exec '%s' -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
                --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
                -cp '%s' %s "$@"
                """
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                Main.class.getName());
        program("holdfast", launcher);
        environment.put("PATH", programs + ":" + System.getenv("PATH"));
    }

    /** Puts a program on the path. */
    void program(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve("bin").resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Shell with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs a script to its end. */
    Ran run(String script) throws IOException, InterruptedException {
        Running running = start(script);
        if (!running.process().waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            end(running.process());
            throw new AssertionError("did not end: " + script + running.out() + running.err());
        }
        return new Ran(script, running.process().exitValue(), running.out(), running.err());
    }

    Running start(String script) throws IOException {
        Path out = Files.createTempFile(folder, "sh", ".out");
        Path err = Files.createTempFile(folder, "sh", ".err");
        List<String> line = new ArrayList<>(List.of("sh", "-c", script));
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(HOLDFAST|AWS|PG).*"));
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    /** Ends a script with all that it started. */
    static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
