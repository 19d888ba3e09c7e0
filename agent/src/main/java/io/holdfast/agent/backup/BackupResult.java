package io.holdfast.agent.backup;

import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.Intent;
import io.holdfast.repository.backup.write.LeftRepository;
import java.util.List;
import java.util.Optional;

/** How a base backup ended, unless it failed. */
public sealed interface BackupResult {
    /**
     * It is complete in at least one repository.
     *
     * @param repositories the names of those that list it
     * @param left those that do not: to be filled by a raw copy from one that does
     * @param notLocal why it was not read from the data directory, unless it was, or should not be
     */
    record Complete(
            BackupManifest manifest,
            List<String> repositories,
            List<LeftRepository> left,
            Optional<String> notLocal)
            implements BackupResult {}

    /** Another run has this id; of a scheduled backup, the run that counts. */
    record Taken(String repository, Intent theirs) implements BackupResult {}
}
