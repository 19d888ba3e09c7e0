package io.holdfast.repository.expire;

import io.holdfast.repository.backup.BackupId;
import java.util.List;
import java.util.Map;

/**
 * What an expiry did.
 *
 * @param removed backups that are not listed any more
 * @param spared backups that should have gone and stay for now, and why
 * @param packObjects packs and parts that were deleted
 * @param walObjects pieces and rolled objects that were deleted
 * @param isComplete false if the cap on deletions was reached: run it again for the rest
 */
public record Freed(
        List<BackupId> removed,
        Map<BackupId, String> spared,
        long packObjects,
        long packBytes,
        long walObjects,
        long walBytes,
        boolean isComplete) {}
