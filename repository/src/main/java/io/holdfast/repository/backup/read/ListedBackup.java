package io.holdfast.repository.backup.read;

import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.Abandoned;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.Condemned;
import io.holdfast.repository.backup.Hold;
import io.holdfast.repository.backup.Intent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder of the repository that bears a backup's id, and what it amounts to. */
public sealed interface ListedBackup {
    BackupId id();

    /**
     * It has a manifest, so it can be restored.
     *
     * @param condemned set: expiry has decided to delete it, so nothing new may rely on it
     */
    record Complete(BackupManifest manifest, @Nullable Condemned condemned, List<Hold> holds)
            implements ListedBackup {
        @Override
        public BackupId id() {
            return manifest.id();
        }
    }

    /** It is being made, or whoever made it died. */
    record Running(Intent intent) implements ListedBackup {
        @Override
        public BackupId id() {
            return intent.id();
        }
    }

    /** It will never be complete. */
    record GivenUp(Abandoned marker) implements ListedBackup {
        @Override
        public BackupId id() {
            return marker.id();
        }
    }

    /** Objects without manifest and intent: what an expiry that was interrupted left. */
    record Remains(BackupId id, @Nullable Condemned condemned) implements ListedBackup {}

    /** What its objects say cannot be read. */
    record Unreadable(BackupId id, HoldfastException reason) implements ListedBackup {}
}
