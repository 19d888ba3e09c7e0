package io.holdfast.cli.alert;

import picocli.CommandLine.Command;

/** {@code holdfast maintenance}. */
@Command(
        name = "maintenance",
        description = "Times in which nobody is told of a cluster's alerts.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast maintenance start bank --for 2h --reason 'new disks'")
public final class MaintenanceCommand {}
