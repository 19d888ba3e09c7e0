package io.holdfast.repository.backup;

import io.holdfast.repository.ClusterId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a complete backup is. Which objects it is made of is said by {@link ManifestParts}, in the
 * same JSON.
 *
 * @param settings parameters of the server that a restored one must not set lower, and facts that a
 *     restore reports (T18)
 */
public record BackupManifest(
        BackupId id,
        BackupKind kind,
        BackupSource source,
        ClusterId clusterId,
        ServerFacts server,
        BackupWal wal,
        Instant startedAt,
        Instant stoppedAt,
        String label,
        List<Tablespace> tablespaces,
        Map<String, String> settings,
        List<ExternalFile> externalFiles,
        Damage damage,
        Totals totals) {}
