package io.holdfast.cli.access;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a password comes from: a file, else the terminal. Never the command line, which others see.
 */
final class PasswordOption {
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file that holds the password. Default: it is asked for.")
    private @Nullable Path file;

    String read(String prompt) {
        return read(file, prompt);
    }

    static String read(@Nullable Path file, String prompt) {
        return file == null ? asked(prompt) : inFile(file);
    }

    private static String asked(String prompt) {
        char[] typed =
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .map(console -> console.readPassword("%s: ", prompt))
                        .orElse(null);
        if (typed == null) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "password-missing",
                    "there is no terminal to ask for the password on",
                    "Name a file that holds it with --password-file.");
        }
        return new String(typed);
    }

    private static String inFile(Path file) {
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "password-missing",
                    "cannot read the password in " + file + ": " + e,
                    "Name a file that you may read.",
                    e);
        }
    }
}
