package io.holdfast.embedded.postgres;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How the programs of an installation are run. PostgreSQL refuses to run as root, so root runs it
 * in a user namespace of its own, where it sees itself as nobody while its files belong to root.
 * Both wrappers replace themselves by the program: the child's pid is the program's.
 */
final class Programs {
    private Programs() {}

    /** Errors go where output goes: to the end of {@code log}. */
    static ProcessBuilder prepare(Path program, List<String> arguments, Path log) {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        // Ends the server when the thread that started it dies, so also when this JVM is killed.
        if (onPath("setpriv")) {
            command.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
        }
        command.add(program.toString());
        command.addAll(arguments);
        var builder =
                new ProcessBuilder(command)
                        .redirectInput(Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Waits until a program that is to end by itself has ended well. */
    static void run(String what, ProcessBuilder command, Path log, Duration timeout)
            throws IOException {
        var process = Postmaster.launch(command);
        if (!process.awaitExit(timeout)) {
            process.killAll();
            throw Failures.timedOut(what, Logs.tail(log));
        }
        var exitCode = process.exitCode().orElseThrow();
        if (exitCode != 0) {
            throw Failures.didNotStart(what, "exited with " + exitCode, Logs.tail(log), null);
        }
    }

    private static boolean isRoot() {
        try {
            return Objects.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), 0);
        } catch (IOException e) {
            throw Failures.unreadable("the user of this process", e);
        }
    }

    static boolean onPath(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
