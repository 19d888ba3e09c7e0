package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Copies the data directory of a running server, without what belongs to that server alone. */
final class DataDirectoryCopy extends SimpleFileVisitor<Path> {
    /** Directories that are copied empty (basebackup.c, excludeDirContents), and pg_wal. */
    private static final Set<String> EMPTIED =
            Set.of(
                    "pg_wal",
                    "pg_wal/archive_status",
                    "pg_wal/summaries",
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

    private final Path from;
    private final Path to;

    private DataDirectoryCopy(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new DataDirectoryCopy(from, to));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
            throws IOException {
        // Attributes too: PostgreSQL insists on a data directory that only its owner can read.
        Files.copy(directory, target(directory), StandardCopyOption.COPY_ATTRIBUTES);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        var parent = from.relativize(file.resolveSibling(".").normalize()).toString();
        if (attributes.isSymbolicLink()) {
            throw Failures.misused(
                    file + " leads out of the data directory",
                    "Make a standby of a server without tablespaces.");
        }
        if (EMPTIED.contains(parent) || LEFT_OUT.contains(from.relativize(file).toString())) {
            return FileVisitResult.CONTINUE;
        }
        try {
            Files.copy(
                    file,
                    target(file),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            // Dropped meanwhile: replaying the WAL drops it in the copy too.
            return FileVisitResult.CONTINUE;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        return Trees.goOnIfVanished(failure);
    }

    private Path target(Path source) {
        return to.resolve(from.relativize(source));
    }
}
