package io.holdfast.repository.backup.read;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.StoredBytes;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerReader;
import java.util.Arrays;
import java.util.EnumSet;

/** Reads parts of a manifest whole, and checks that they are the ones that the root names. */
final class PartReader {
    private final ClusterRepository repository;
    private final BackupNames names;

    PartReader(OpenedBackup backup) {
        this.repository = backup.repository();
        this.names = new BackupNames(backup.manifest().id());
    }

    String name(int number) {
        return names.part(number);
    }

    byte[] read(int number, ContainerKind kind, byte[] sha256) {
        String name = name(number);
        byte[] stored =
                repository
                        .store()
                        .get(name)
                        .orElseThrow(
                                () -> contradiction(name, "is missing, and the manifest names it"));
        try (ContainerReader reader = repository.reader()) {
            byte[] plain = reader.open(name, EnumSet.of(kind), stored).plain();
            if (!Arrays.equals(StoredBytes.sha256(stored, stored.length), sha256)) {
                throw contradiction(name, "is not the one that the manifest names");
            }
            return plain;
        }
    }

    /** Where the line that begins at {@code from} ends. */
    static int lineEnd(byte[] plain, int from) {
        int end = from;
        while (end < plain.length && plain[end] != '\n') {
            end++;
        }
        return end;
    }

    HoldfastException contradiction(String name, String what) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "backup-part-wrong",
                name + " in repository " + repository.name() + " " + what,
                "Restore from another repository, or from another backup.");
    }
}
