package io.holdfast.repository.expire;

import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.read.ListedBackup;

/**
 * A backup's folder as expiry sees it.
 *
 * @param isCondemned whether an earlier run began to delete it
 * @param leftoverBytes of packs and parts that no manifest names; 0 while the folder has its own
 * @param isShared whether another backup uses packs of this folder, which has no manifest
 */
record Folder(ListedBackup listed, boolean isCondemned, long leftoverBytes, boolean isShared) {
    BackupId id() {
        return listed.id();
    }

    /** Whether somebody may still be at work on it. */
    boolean isOpen() {
        return listed instanceof ListedBackup.Running && !isCondemned;
    }
}
