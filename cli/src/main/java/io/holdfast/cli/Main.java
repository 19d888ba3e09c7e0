package io.holdfast.cli;

import picocli.CommandLine;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RootCommand()).execute(arguments));
    }
}
