package io.holdfast.repository.backup.copy;

import io.holdfast.repository.backup.Abandoned;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.Intent;

/** What became of the attempt to copy a backup's packs and parts. */
public sealed interface CopyOutcome {
    /**
     * Everything but the manifest is there, proven by hash: call {@link ReadyCopy#publish} once the
     * repository's WAL has passed the backup's stop.
     */
    record Ready(ReadyCopy copy) implements CopyOutcome {}

    /** The backup is complete there already. */
    record AlreadyComplete(BackupManifest manifest) implements CopyOutcome {}

    /** It was given up there, which is for ever. */
    record GivenUp(Abandoned marker) implements CopyOutcome {}

    /** Another run has the same id there. */
    record Taken(Intent theirs) implements CopyOutcome {}

    /** It was told to stop; what was copied stays there, and the same call goes on with it. */
    record Paused() implements CopyOutcome {}
}
