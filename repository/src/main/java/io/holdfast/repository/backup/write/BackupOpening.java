package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.Intent;

/** What became of the attempt to begin a backup. */
public sealed interface BackupOpening {
    /** The intent is in at least one repository, and nobody else's is in any. */
    record Opened(BackupWriter writer) implements BackupOpening {}

    /**
     * Another run has this id: for a scheduled backup the expected end of all runs but one.
     *
     * @param repository where it was first seen
     */
    record Taken(String repository, Intent theirs) implements BackupOpening {}
}
