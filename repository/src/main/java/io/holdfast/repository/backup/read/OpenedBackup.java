package io.holdfast.repository.backup.read;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.ManifestParts;
import io.holdfast.repository.backup.ManifestRoot;

/** A complete backup in one repository. For several threads. */
public final class OpenedBackup {
    private final ClusterRepository repository;
    private final ManifestRoot root;

    OpenedBackup(ClusterRepository repository, ManifestRoot root) {
        this.repository = repository;
        this.root = root;
    }

    public ClusterRepository repository() {
        return repository;
    }

    public BackupManifest manifest() {
        return root.manifest();
    }

    public ManifestParts parts() {
        return root.parts();
    }

    /**
     * The entries of all files and directories, part by part: one part is held at a time. In the
     * order in which they were written, which is not sorted. Needs the content key. What is damaged
     * or missing is an {@code INTEGRITY} error that names the part, thrown by the iterator.
     */
    public Iterable<FileEntry> entries() {
        return () -> new EntryIterator(this);
    }

    /** All packs that the entries refer to; the catalog key is enough. */
    public PackTable packs() {
        return PackTable.read(this);
    }

    /** Opens frames that were read as ranges; the caller closes it. */
    public FrameOpener frames(PackTable packs) {
        return new FrameOpener(repository, packs);
    }

    /** Reads files one after the other; the caller closes it. */
    public ContentReader content(PackTable packs) {
        return new ContentReader(repository, packs);
    }
}
