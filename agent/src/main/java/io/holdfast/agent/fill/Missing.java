package io.holdfast.agent.fill;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import java.util.List;

/**
 * A backup that a repository lacks.
 *
 * @param sources the repositories that hold it, in the order of the configuration; never empty
 */
record Missing(ClusterRepository target, BackupManifest backup, List<ClusterRepository> sources) {
    long bytes() {
        return backup.totals().storedBytes();
    }
}
