package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Copies a directory that nobody writes, with the modes of its files and directories. */
final class TreeCopy extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    private TreeCopy(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /**
     * @param to does not exist, or is an empty directory, which keeps its mode
     */
    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new TreeCopy(from, to));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
            throws IOException {
        var target = target(directory);
        if (!directory.equals(from) || !Files.isDirectory(target)) {
            Files.copy(directory, target);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        // The mode comes with the new file; times and extended attributes would cost as much again.
        Files.copy(file, target(file), LinkOption.NOFOLLOW_LINKS);
        return FileVisitResult.CONTINUE;
    }

    private Path target(Path source) {
        return to.resolve(from.relativize(source));
    }
}
