package io.holdfast.repository.expire;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.read.ListedBackup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which backups of other repositories a repository should be given: those that expiry there would
 * keep if it found them. A rule that keeps a backup among more keeps it among fewer, so what is
 * chosen here and copied is not removed by the next expiry with the same rules.
 */
public final class KeptCopies {
    private KeptCopies() {}

    /**
     * Chooses. A hold in another repository is no reason: it is a decision about that repository.
     *
     * @param there all that the repository has
     * @param elsewhere complete backups that it lacks
     * @return those of {@code elsewhere} that it would keep, in the same order
     */
    public static List<BackupManifest> of(
            ClusterRepository repository,
            List<ListedBackup> there,
            List<BackupManifest> elsewhere,
            RetentionRules rules,
            Instant now) {
        if (elsewhere.isEmpty()) {
            return List.of();
        }
        Map<BackupId, Folder> folders = new HashMap<>();
        there.forEach(listed -> folders.put(listed.id(), new Folder(listed, false, 0, false)));
        for (BackupManifest manifest : elsewhere) {
            ListedBackup copy = new ListedBackup.Complete(manifest, null, List.of());
            folders.put(manifest.id(), new Folder(copy, false, 0, false));
        }
        Inventory inventory =
                new InventoryReader(repository).ofBackups(new ArrayList<>(folders.values()));
        Map<BackupId, String> why = KeptBackups.of(inventory, rules, now).why();
        return elsewhere.stream().filter(manifest -> why.containsKey(manifest.id())).toList();
    }
}
