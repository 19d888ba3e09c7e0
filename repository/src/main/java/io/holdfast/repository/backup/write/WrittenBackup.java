package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.ManifestParts;
import io.holdfast.repository.backup.Totals;

/** Everything but the manifest's root is durable: what the root has to say of it. */
public record WrittenBackup(Totals totals, ManifestParts parts) {}
