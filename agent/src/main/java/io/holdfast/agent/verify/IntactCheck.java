package io.holdfast.agent.verify;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.FileEntry.Directory;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.backup.ManifestParts.FilePart;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.backup.StoredBytes;
import io.holdfast.repository.backup.read.ContentReader;
import io.holdfast.repository.backup.read.OpenedBackup;
import io.holdfast.repository.backup.read.PackTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Whether the bytes of a backup are those that were written: lists and packs against the hashes in
 * what names them, then every file, put together from its extents, against the hash of its entry.
 * Holds a megabyte or so for each thread.
 */
final class IntactCheck {
    private final OpenedBackup backup;
    private final ClusterRepository repository;
    private final BackupNames names;
    private final int threads;
    private final Tally tally;

    IntactCheck(OpenedBackup backup, int threads, Tally tally) {
        this.backup = backup;
        this.repository = backup.repository();
        this.names = new BackupNames(backup.manifest().id());
        this.threads = threads;
        this.tally = tally;
    }

    Optional<Problem> run() {
        PackTable packs = backup.packs();
        return fileParts().or(() -> packs(packs)).or(() -> files(packs));
    }

    private Optional<Problem> fileParts() {
        for (FilePart part : backup.parts().fileParts()) {
            Optional<Problem> problem =
                    hash(names.part(part.number()), part.sha256(), part.storedBytes());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> packs(PackTable packs) {
        return Crew.run(
                threads,
                packs.size(),
                index -> {
                    PackInfo pack = packs.get(index);
                    return hash(pack.name(), pack.sha256(), pack.storedBytes());
                });
    }

    private Optional<Problem> hash(String name, byte[] sha256, long storedBytes) {
        if (!StoredBytes.isAt(repository, name, sha256, storedBytes)) {
            return Optional.of(
                    Problem.different(name, "its hash is not the one that its list names"));
        }
        tally.read(storedBytes);
        return Optional.empty();
    }

    private Optional<Problem> files(PackTable packs) {
        try (ContentReader content = backup.content(packs)) {
            return files(content);
        }
    }

    private Optional<Problem> files(ContentReader content) {
        for (FileEntry entry : backup.entries()) {
            Optional<Problem> problem =
                    switch (entry) {
                        case Directory ignored -> Optional.empty();
                        case RegularFile file -> file(content, file);
                    };
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> file(ContentReader content, RegularFile file) {
        Optional<Problem> problem =
                Problem.of(file.path().toString(), () -> copyToNowhere(content, file));
        tally.read(file.sizeBytes());
        return problem;
    }

    private static void copyToNowhere(ContentReader content, RegularFile file) {
        try {
            content.copy(file, OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("nowhere does not fail", e);
        }
    }
}
