package io.holdfast.cli.audit;

import picocli.CommandLine.Command;

/** {@code holdfast audit}. */
@Command(
        name = "audit",
        description = "What privileged things were done, by whom and from where.",
        footerHeading = "%nExample:%n",
        footer = {
            "  holdfast audit list",
            "  holdfast audit export --out audit.jsonl",
            "  holdfast audit verify audit.jsonl"
        })
public final class AuditCommand {}
