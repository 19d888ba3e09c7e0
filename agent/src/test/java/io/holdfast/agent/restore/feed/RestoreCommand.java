package io.holdfast.agent.restore.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a {@code restore_command} as PostgreSQL does: through {@code sh}. */
final class RestoreCommand implements AutoCloseable {
    private final String command;
    private final Path directory;
    private final List<Process> started = new ArrayList<>();

    RestoreCommand(String command, Path directory) {
        this.command = command;
        this.directory = directory;
    }

    record Outcome(int exit, String said) {}

    Process start(String name, Path to) throws IOException {
        String line = command.replace("%f", name).replace("%p", to.toString()).replace("%%", "%");
        Process process =
                new ProcessBuilder("/bin/sh", "-c", line)
                        .directory(directory.toFile())
                        .redirectError(Path.of(to + ".stderr").toFile())
                        .start();
        started.add(process);
        return process;
    }

    Outcome run(String name, Path to) throws IOException, InterruptedException {
        return finish(start(name, to), to);
    }

    Outcome finish(Process process, Path to) throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("restore_command does not end: " + command);
        }
        return new Outcome(process.exitValue(), Files.readString(Path.of(to + ".stderr")));
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
    }
}
