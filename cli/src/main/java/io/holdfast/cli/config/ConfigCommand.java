package io.holdfast.cli.config;

import picocli.CommandLine.Command;

/** {@code holdfast config}. */
@Command(
        name = "config",
        description = "Look at the configuration.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast config check --config /etc/holdfast/holdfast.yaml")
public final class ConfigCommand {}
