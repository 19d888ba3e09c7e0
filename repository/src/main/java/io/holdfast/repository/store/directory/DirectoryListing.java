package io.holdfast.repository.store.directory;

import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectNames;
import io.holdfast.repository.store.ObjectPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One page of the names below a root, in the order of whole names. A directory sorts as its name
 * and a slash: {@code a-b} comes before {@code a/b}, although {@code a} comes before {@code a-b}.
 */
final class DirectoryListing {
    private final Path root;
    private final String prefix;
    private final String startAfter;
    private final List<ObjectInfo> found = new ArrayList<>();

    DirectoryListing(Path root, String prefix, String startAfter) {
        this.root = root;
        this.prefix = prefix;
        this.startAfter = startAfter;
    }

    ObjectPage page() throws IOException {
        visit("", root);
        var truncated = found.size() > ObjectNames.PAGE;
        return new ObjectPage(
                List.copyOf(truncated ? found.subList(0, ObjectNames.PAGE) : found), truncated);
    }

    private boolean full() {
        return found.size() > ObjectNames.PAGE;
    }

    private void visit(String base, Path directory) throws IOException {
        for (var entry : entries(base, directory).entrySet()) {
            if (full()) {
                return;
            }
            var name = entry.getKey();
            if (name.endsWith("/")) {
                visit(name, entry.getValue());
            } else {
                add(name, entry.getValue());
            }
        }
    }

    private Map<String, Path> entries(String base, Path directory) throws IOException {
        var entries = new TreeMap<String, Path>();
        try (var stream = Files.newDirectoryStream(directory, this::isComponent)) {
            for (var path : stream) {
                var isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                var name = base + path.getFileName() + (isDirectory ? "/" : "");
                if (isDirectory ? mayHold(name) : matches(name)) {
                    entries.put(name, path);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Expiry removes directories that have become empty; only the root must be there.
            if (directory.equals(root)) {
                throw e;
            }
        }
        return entries;
    }

    private boolean isComponent(Path path) {
        return ObjectNames.isComponent(String.valueOf(path.getFileName()));
    }

    private boolean matches(String name) {
        return name.startsWith(prefix) && name.compareTo(startAfter) > 0;
    }

    private boolean mayHold(String directory) {
        var onTheWay = directory.startsWith(prefix) || prefix.startsWith(directory);
        var ahead = directory.compareTo(startAfter) > 0 || startAfter.startsWith(directory);
        return onTheWay && ahead;
    }

    private void add(String name, Path path) throws IOException {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                found.add(new ObjectInfo(name, attributes.size()));
            }
        } catch (NoSuchFileException _) {
            // Deleted since the directory was read.
        }
    }
}
