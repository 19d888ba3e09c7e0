package io.holdfast.repository.backup.read;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupId;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.ManifestRoot;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.OpenedContainer;
import io.holdfast.repository.store.ObjectPage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The backups of one cluster in one repository. The catalog key is enough. */
public final class BackupCatalog {
    private final ClusterRepository repository;

    public BackupCatalog(ClusterRepository repository) {
        this.repository = repository;
    }

    /**
     * Everything that bears a backup's id, newest first. A listing may lag behind the newest puts;
     * ask for a backup by its id to be sure.
     */
    public List<ListedBackup> list() {
        List<ListedBackup> found = new ArrayList<>();
        for (BackupId id : ids()) {
            find(id).ifPresent(found::addFirst);
        }
        return found;
    }

    /** The ids in their order, one request each: names within a backup's folder are skipped. */
    private List<BackupId> ids() {
        List<BackupId> ids = new ArrayList<>();
        String after = "";
        while (true) {
            ObjectPage page = repository.store().list(BackupNames.ROOT, after);
            if (page.objects().isEmpty()) {
                return ids;
            }
            String name = page.objects().getFirst().name();
            Optional<String> folder = BackupNames.folderOf(name);
            folder.filter(BackupId::isValid).map(BackupId::new).ifPresent(ids::add);
            // '0' follows '/' in ASCII
            after = folder.map(id -> BackupNames.ROOT + id + "0").orElse(name);
        }
    }

    /** What the repository holds under this id; empty if nothing. */
    public Optional<ListedBackup> find(BackupId id) {
        try {
            return new BackupFolder(repository, id).read();
        } catch (HoldfastException e) {
            if (e.category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            return Optional.of(new ListedBackup.Unreadable(id, e));
        }
    }

    /** Opens a backup that must be complete. */
    public OpenedBackup open(BackupId id) {
        String name = new BackupNames(id).manifest();
        OpenedContainer opened =
                repository
                        .get(name, EnumSet.of(ContainerKind.MANIFEST, ContainerKind.ABANDONED))
                        .orElseThrow(() -> notComplete(id, "has no manifest"));
        if (opened.header().kind() == ContainerKind.ABANDONED) {
            throw notComplete(id, "was given up");
        }
        ManifestRoot root = ManifestRoot.read(name, opened.plain());
        if (!root.manifest().id().equals(id)
                || !root.manifest().clusterId().equals(repository.clusterId())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-manifest-foreign",
                    name
                            + " describes backup "
                            + root.manifest().id()
                            + " of cluster "
                            + root.manifest().clusterId(),
                    "Look for who wrote this object; restore from another backup.");
        }
        return new OpenedBackup(repository, root);
    }

    private HoldfastException notComplete(BackupId id, String what) {
        return new HoldfastException(
                ErrorCategory.NOT_FOUND,
                "backup-not-complete",
                "backup " + id + " in repository " + repository.name() + " " + what,
                "Choose one of the complete backups: run 'holdfast backups'.");
    }
}
