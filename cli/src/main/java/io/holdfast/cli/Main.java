package io.holdfast.cli;

import io.holdfast.cli.output.Output;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int exitCode = CommandTree.of(new Output(System.out, System.err)).execute(arguments);
        System.out.flush();
        System.exit(exitCode);
    }
}
