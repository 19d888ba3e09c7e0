package io.holdfast.repository.backup.write;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.Placed;
import io.holdfast.repository.backup.Abandoned;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.ManifestParts;
import io.holdfast.repository.backup.ManifestRoot;
import io.holdfast.repository.container.ContainerHeader;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.SealedContainer;

/** A sealed manifest: the last object of a backup. For several threads. */
public final class ManifestPut {
    private final SealedContainer sealed;

    private ManifestPut(SealedContainer sealed) {
        this.sealed = sealed;
    }

    static ManifestPut seal(
            ClusterRepository any,
            BackupNames names,
            BackupManifest manifest,
            ManifestParts parts) {
        byte[] json = new ManifestRoot(manifest, parts).write();
        try (ContainerWriter writer = any.writer()) {
            return new ManifestPut(
                    writer.seal(
                            ContainerKind.MANIFEST,
                            names.manifest(),
                            new byte[0],
                            json,
                            0,
                            json.length));
        }
    }

    /** Lists the backup in this repository. Idempotent, so it may be tried again. */
    public Completion putTo(ClusterRepository repository) {
        return switch (repository.put(sealed)) {
            case Placed.Created _, Placed.Same _ -> new Completion.Complete();
            case Placed.Other other -> refused(repository, other.header());
        };
    }

    private Completion refused(ClusterRepository repository, ContainerHeader there) {
        if (there.kind() == ContainerKind.ABANDONED) {
            return new Completion.GivenUp(
                    repository
                            .getRecord(ContainerKind.ABANDONED, sealed.name(), Abandoned.class)
                            .orElseThrow());
        }
        throw new HoldfastException(
                ErrorCategory.INTEGRITY,
                "backup-manifest-taken",
                sealed.name()
                        + " in repository "
                        + repository.name()
                        + " is there already, with another content",
                "Another run uses this backup id: look for a second agent of this cluster.");
    }
}
