package io.holdfast.repository.expire;

import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.read.ListedBackup;

/**
 * What becomes of a backup's folder.
 *
 * @param why for people
 * @param storedBytes of the packs, as far as they are known without listing them
 */
public record Verdict(ListedBackup listed, Decision decision, String why, long storedBytes) {
    /** What is done. */
    public enum Decision {
        /** It stays. */
        KEEP,
        /** It is complete, and goes. */
        REMOVE,
        /** Nobody will complete it: it is given up, then what it left is swept away. */
        ABANDON,
        /** It is not listed, and what an interrupted run left of it is swept away. */
        SWEEP
    }

    public BackupId id() {
        return listed.id();
    }
}
