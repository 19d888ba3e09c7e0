package io.holdfast.agent.restore.files;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What may have happened to a data directory since it was like the backup. */
final class Mutations {
    private final RandomGenerator random;
    private final Path outside;

    /**
     * @param outside a directory that links may lead to
     */
    Mutations(RandomGenerator random, Path outside) {
        this.random = random;
        this.outside = outside;
    }

    void apply(Path root, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            one(root, i);
        }
    }

    private void one(Path root, int number) throws IOException {
        Path file = any(root, false);
        switch (random.nextInt(11)) {
            case 0 -> Files.delete(file);
            case 1 -> flip(file);
            case 2 -> cut(file);
            case 3 -> Files.write(file, new byte[random.nextInt(1, 20_000)]);
            case 4 -> Files.writeString(any(root, true).resolve("stray" + number), "stray");
            case 5 -> {
                Path deep = any(root, true).resolve("strange" + number + "/deep/er");
                Files.createDirectories(deep);
                Files.writeString(deep.resolve("file"), "stray");
            }
            case 6 -> {
                Files.delete(file);
                Files.createSymbolicLink(file, outside.resolve("precious"));
            }
            case 7 -> {
                Files.delete(file);
                Files.createDirectories(file.resolve("below"));
                Files.writeString(file.resolve("below/file"), "in the way");
            }
            case 8 ->
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString("rw-r--r--"));
            case 9 -> directoryBecomesALink(any(root, true), root);
            default -> {
                // the content differs, and neither the size nor the time shows it (T53)
                FileTime before = Files.getLastModifiedTime(file);
                flip(file);
                Files.setLastModifiedTime(file, before);
            }
        }
    }

    private void directoryBecomesALink(Path directory, Path root) throws IOException {
        if (directory.equals(root) || !root.relativize(directory).startsWith("base")) {
            return;
        }
        Path moved = outside.resolve("moved");
        if (Files.exists(moved)) {
            return;
        }
        Files.move(directory, moved);
        Files.createSymbolicLink(directory, moved);
    }

    private Path any(Path root, boolean isDirectory) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> all =
                    walk.filter(path -> !path.endsWith("global/pg_control"))
                            .filter(path -> !path.endsWith("global") || isDirectory)
                            .filter(
                                    path ->
                                            isDirectory
                                                    ? Files.isDirectory(
                                                            path, LinkOption.NOFOLLOW_LINKS)
                                                    : Files.isRegularFile(
                                                            path, LinkOption.NOFOLLOW_LINKS))
                            .sorted(Comparator.naturalOrder())
                            .toList();
            return all.get(random.nextInt(all.size()));
        }
    }

    private void flip(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            if (bytes.length() > 0) {
                long at = random.nextLong(bytes.length());
                bytes.seek(at);
                int old = bytes.read();
                bytes.seek(at);
                bytes.write(old ^ 1);
            }
        }
    }

    private void cut(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(bytes.length() / 2);
        }
    }
}
