package io.holdfast.embedded.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** How much lies in a directory: by it one sees that something has gone since it was counted. */
record Census(long directories, long files, long bytes) {
    static Census of(Path root) throws IOException {
        var counting = new Counting();
        Files.walkFileTree(root, counting);
        return new Census(counting.directories, counting.files, counting.bytes);
    }

    @Override
    public String toString() {
        return "%d directories, %d files, %d bytes".formatted(directories, files, bytes);
    }

    private static final class Counting extends SimpleFileVisitor<Path> {
        private long directories;
        private long files;
        private long bytes;

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            directories++;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files++;
            bytes += attributes.size();
            return FileVisitResult.CONTINUE;
        }
    }
}
