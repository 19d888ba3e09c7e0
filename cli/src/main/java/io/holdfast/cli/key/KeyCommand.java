package io.holdfast.cli.key;

import picocli.CommandLine.Command;

/** {@code holdfast key}. */
@Command(
        name = "key",
        description = "Make the master key, without which nothing in a repository can be read.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast key new --out /etc/holdfast/master.key")
public final class KeyCommand {}
