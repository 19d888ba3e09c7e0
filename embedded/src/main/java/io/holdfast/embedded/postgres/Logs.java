package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The log of a server or of initdb: empty where none was written. */
final class Logs {
    private static final int TAIL_LINES = 30;

    private Logs() {}

    static String text(Path log) {
        try {
            return Files.exists(log)
                    ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException e) {
            throw Failures.unreadable("log " + log, e);
        }
    }

    static String tail(Path log) {
        var lines = text(log).lines().toList();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
}
