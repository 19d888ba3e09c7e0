package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server without a port that carries out statements and ends: as initdb changes a cluster before
 * anyone can connect.
 */
record SingleUser(Installation installation, Path data) {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /**
     * @param what for messages
     * @param statements may be secret: they are in no log, and not left in a file
     * @param scratch a directory for its log and the like
     */
    void run(String what, List<String> statements, Path scratch) throws IOException {
        var log = scratch.resolve("single.log");
        var script = scratch.resolve("single.sql");
        // with -j a statement ends at an empty line
        Files.writeString(script, String.join(";\n\n", statements) + ";\n\n");
        var arguments =
                List.of(
                        "--single",
                        "-F",
                        "-j",
                        "-D",
                        data.toString(),
                        "-c",
                        "exit_on_error=on",
                        "-c",
                        "log_min_error_statement=panic",
                        EmbeddedPostgresBuilder.USER);
        var command = Programs.prepare(installation.program("postgres"), arguments, log);
        command.redirectInput(script.toFile());
        Programs.run(what + " of " + data, command, log, TIMEOUT);
        Files.delete(script);
    }
}
