package io.holdfast.cli;

import picocli.CommandLine.Command;

/** {@code holdfast} itself. */
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        version = "holdfast 0.1.0",
        description = "Keeps PostgreSQL recoverable.")
final class RootCommand {}
