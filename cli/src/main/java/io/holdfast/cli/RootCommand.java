package io.holdfast.cli;

import io.holdfast.cli.output.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code holdfast} itself, and the options of all its commands. */
@Command(
        name = "holdfast",
        description = "Keeps PostgreSQL recoverable.",
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        usageHelpAutoWidth = true)
final class RootCommand {
    private final Output output;
    private final Logs logs;

    RootCommand(Output output, Logs logs) {
        this.output = output;
        this.logs = logs;
    }

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print exactly one JSON object instead of text, also on failure.")
    void json(boolean chosen) {
        output.json(chosen);
    }

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Log in detail, and print the stack trace of a failure.")
    void debug(boolean chosen) {
        output.debug(chosen);
        if (chosen) {
            logs.debug();
        }
    }
}
