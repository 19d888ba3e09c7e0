package io.holdfast.cli.fleet;

import picocli.CommandLine.Command;

/** {@code holdfast join-token}. */
@Command(
        name = "join-token",
        description = "Tokens with which agents are enrolled, once each.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast join-token create bank")
public final class JoinTokenCommand {}
