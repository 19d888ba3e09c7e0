package io.holdfast.agent.verify;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.ManifestParts.FilePart;
import io.holdfast.repository.backup.ManifestParts.PackList;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.backup.StoredBytes;
import io.holdfast.repository.backup.read.OpenedBackup;
import io.holdfast.repository.backup.read.PackTable;
import io.holdfast.repository.container.ContainerKind;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Whether everything that a manifest names is there: lists of files and packs by size and header,
 * lists of packs whole, since they say which packs there are.
 */
final class StoredCheck {
    private final OpenedBackup backup;
    private final ClusterRepository repository;
    private final BackupNames names;
    private final int threads;
    private final Tally tally;

    StoredCheck(OpenedBackup backup, int threads, Tally tally) {
        this.backup = backup;
        this.repository = backup.repository();
        this.names = new BackupNames(backup.manifest().id());
        this.threads = threads;
        this.tally = tally;
    }

    Optional<Problem> run() {
        return fileParts().or(this::packLists).or(this::packs);
    }

    private Optional<Problem> fileParts() {
        for (FilePart part : backup.parts().fileParts()) {
            Optional<Problem> problem =
                    object(names.part(part.number()), part.storedBytes(), ContainerKind.FILE_PART);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> packLists() {
        for (PackList list : backup.parts().packLists()) {
            String name = names.part(list.number());
            Optional<Problem> problem =
                    object(name, list.storedBytes(), ContainerKind.PACK_LIST)
                            .or(() -> whole(name, list));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Problem.of(names.manifest(), backup::packs);
    }

    private Optional<Problem> whole(String name, PackList list) {
        return StoredBytes.isAt(repository, name, list.sha256(), list.storedBytes())
                ? Optional.empty()
                : Optional.of(
                        Problem.different(name, "its hash is not the one that the manifest names"));
    }

    private Optional<Problem> packs() {
        PackTable packs = backup.packs();
        return Crew.run(
                threads,
                packs.size(),
                index -> {
                    PackInfo pack = packs.get(index);
                    return object(pack.name(), pack.storedBytes(), ContainerKind.PACK);
                });
    }

    private Optional<Problem> object(String name, long storedBytes, ContainerKind kind) {
        Optional<Long> size = repository.store().size(name);
        if (size.isEmpty()) {
            return Optional.of(Problem.missing(name));
        }
        if (size.get() != storedBytes) {
            return Optional.of(
                    Problem.different(name, "it has " + size.get() + " bytes, not " + storedBytes));
        }
        tally.object(storedBytes);
        return Problem.of(name, () -> repository.header(name, EnumSet.of(kind)));
    }
}
