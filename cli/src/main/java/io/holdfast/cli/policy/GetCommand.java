package io.holdfast.cli.policy;

import picocli.CommandLine.Command;

/** {@code holdfast get}. */
@Command(
        name = "get",
        description = "Show policies, and which cluster has which.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast get policy financial")
public final class GetCommand {}
