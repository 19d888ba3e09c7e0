package io.holdfast.agent.restore.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** All that is below a directory, as text that can be compared: kinds, modes, contents. */
final class Tree {
    private Tree() {}

    static Map<String, String> of(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes is)
                            throws IOException {
                        found.put(root.relativize(dir) + "/", mode(dir));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is)
                            throws IOException {
                        String content =
                                is.isSymbolicLink()
                                        ? "-> " + Files.readSymbolicLink(file)
                                        : mode(file)
                                                + " "
                                                + is.size()
                                                + " "
                                                + Arrays.hashCode(Files.readAllBytes(file));
                        found.put(root.relativize(file).toString(), content);
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }
}
