package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a command says and does when it cannot do what it was asked. */
final class Refusal {
    private Refusal() {}

    /** A sentence that names the thing, a hint, no stack trace, and an exit code of its own. */
    static void assertRefused(int exitCode, RunCommand command, String... named) {
        assertRefused(exitCode, command.exitCode(), command.err(), named);
    }

    static void assertRefused(int exitCode, int actual, String err, String... named) {
        assertEquals(exitCode, actual, err);
        String error = line(err, "error: ");
        for (String thing : named) {
            assertTrue(error.contains(thing), () -> "'" + thing + "' is not in: " + err);
        }
        String hint = line(err, "hint: ");
        assertTrue(hint.endsWith("."), hint);
        assertFalse(err.contains("\tat "), err);
        assertFalse(err.contains("Exception"), err);
    }

    private static String line(String text, String start) {
        return text.lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("no line begins with '" + start + "': " + text));
    }

    /** Every file below a directory with its size: empty if there is no directory. */
    static Map<String, Long> files(Path directory) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        if (!Files.exists(directory)) {
            return files;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.toList()) {
                files.put(
                        directory.relativize(each).toString(),
                        Files.isDirectory(each) ? 0 : Files.size(each));
            }
            return files;
        } catch (NoSuchFileException e) {
            throw new AssertionError("something else changes " + directory, e);
        }
    }
}
