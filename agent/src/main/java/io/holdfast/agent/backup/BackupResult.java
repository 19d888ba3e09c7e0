package io.holdfast.agent.backup;

import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.write.LeftRepository;
import java.util.List;

/** How a base backup ended, unless it failed. */
public sealed interface BackupResult {
    /**
     * It is complete in at least one repository.
     *
     * @param repositories the names of those that list it
     * @param left those that do not: to be filled by a raw copy from one that does
     */
    record Complete(BackupManifest manifest, List<String> repositories, List<LeftRepository> left)
            implements BackupResult {}

    /** Another run has this id; of a scheduled backup, the run that counts. */
    record Taken(String repository, Intent theirs) implements BackupResult {}
}
