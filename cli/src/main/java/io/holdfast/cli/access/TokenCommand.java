package io.holdfast.cli.access;

import picocli.CommandLine.Command;

/** {@code holdfast token}. */
@Command(
        name = "token",
        description = "Tokens for automation.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast token create --purpose 'nightly report' --role viewer --valid 90d")
public final class TokenCommand {}
