package io.holdfast.cli.access;

import picocli.CommandLine.Command;

/** {@code holdfast user}. */
@Command(
        name = "user",
        description = "The users of the control plane and their roles.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast user add alice --role operator")
public final class UserCommand {}
