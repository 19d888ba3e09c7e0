package io.holdfast.agent.restore.files;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.control.ControlFile;
import io.holdfast.repository.backup.FileEntry;
import io.holdfast.repository.backup.FilePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a backup consists of, from one pass over its entries.
 *
 * @param plainBytes that will be written
 * @param present which of {@link #ASKED_FOR} are there
 * @param unwritable paths that this file system's encoding cannot name; the first hundred
 */
public record Survey(long files, long plainBytes, Set<String> present, List<String> unwritable) {
    static final String LABEL = "backup_label";
    static final String CONFIGURATION = "postgresql.conf";
    static final String ACCESS_RULES = "pg_hba.conf";
    static final String USER_MAPS = "pg_ident.conf";

    /** Without these nothing can start, or starts and is silently wrong (E8). */
    private static final List<String> NEEDED = List.of(LABEL, ControlFile.PATH, "PG_VERSION");

    private static final Set<String> ASKED_FOR =
            Set.of(LABEL, ControlFile.PATH, "PG_VERSION", CONFIGURATION, ACCESS_RULES, USER_MAPS);

    private static final int MOST_NAMED = 100;

    public Survey {
        present = Set.copyOf(present);
        unwritable = List.copyOf(unwritable);
    }

    /**
     * @throws HoldfastException {@code backup-unstartable} if a file is not there without which a
     *     restore must not be finished
     */
    static Survey of(Iterable<FileEntry> entries, Placement placement) {
        long files = 0;
        long bytes = 0;
        Set<String> present = new HashSet<>();
        List<String> unwritable = new ArrayList<>();
        for (FileEntry entry : entries) {
            if (placement.isLeftOut(entry.path())) {
                continue;
            }
            if (placement.place(entry.path()).isEmpty()) {
                note(unwritable, entry.path());
                continue;
            }
            if (entry instanceof FileEntry.RegularFile file) {
                files++;
                bytes += file.sizeBytes();
                entry.path().text().filter(ASKED_FOR::contains).ifPresent(present::add);
            }
        }
        Optional<String> missing = NEEDED.stream().filter(p -> !present.contains(p)).findFirst();
        if (missing.isPresent()) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-unstartable",
                    "the backup has no " + missing.get(),
                    "Restore another backup; without this file a server would not start, or be"
                            + " silently wrong.");
        }
        return new Survey(files, bytes, present, unwritable);
    }

    private static void note(List<String> unwritable, FilePath path) {
        if (unwritable.size() < MOST_NAMED) {
            unwritable.add(path.toString());
        }
    }
}
