package io.holdfast.cli.policy;

import picocli.CommandLine.Command;

/** {@code holdfast delete}. */
@Command(
        name = "delete",
        description = "Delete a policy, or take it from a cluster.",
        footerHeading = "%nExample:%n",
        footer = "  holdfast delete policy payments")
public final class DeleteCommand {}
