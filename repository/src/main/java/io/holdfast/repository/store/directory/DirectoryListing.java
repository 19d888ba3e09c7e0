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
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One page of the names below a root, in the order of whole names. A directory sorts as its name
 * and a slash: {@code a-b} comes before {@code a/b}, although {@code a} comes before {@code a-b}.
 * Of a directory no more entries are kept than a page has names, however many there are.
 */
final class DirectoryListing {
    private final Path root;
    private final String prefix;
    private final String startAfter;
    private final int max;
    private final List<ObjectInfo> found = new ArrayList<>();

    DirectoryListing(Path root, String prefix, String startAfter, int max) {
        this.root = root;
        this.prefix = prefix;
        this.startAfter = startAfter;
        this.max = max;
    }

    ObjectPage page() throws IOException {
        visit("", root);
        var truncated = found.size() > max;
        return new ObjectPage(List.copyOf(truncated ? found.subList(0, max) : found), truncated);
    }

    private boolean full() {
        return found.size() > max;
    }

    private void visit(String base, Path directory) throws IOException {
        var visited = "";
        boolean mayGoOn;
        do {
            var entries = entries(base, directory, visited);
            for (var entry : entries.entrySet()) {
                if (full()) {
                    return;
                }
                visited = entry.getKey();
                if (visited.endsWith("/")) {
                    visit(visited, entry.getValue());
                } else {
                    add(visited, entry.getValue());
                }
            }
            // Directories may hold nothing, and files may be gone: then it takes another round.
            mayGoOn = entries.size() > max;
        } while (mayGoOn && !full());
    }

    /** The first entries behind {@code visited}, at most one more than the page has names. */
    private NavigableMap<String, Path> entries(String base, Path directory, String visited)
            throws IOException {
        var entries = new TreeMap<String, Path>();
        try (var stream = Files.newDirectoryStream(directory, this::isComponent)) {
            for (var path : stream) {
                var name = base + path.getFileName();
                var counts = matches(name) || mayHold(name + "/");
                if (!counts || (entries.size() > max && name.compareTo(entries.lastKey()) > 0)) {
                    continue;
                }
                var isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                var key = isDirectory ? name + "/" : name;
                if (key.compareTo(visited) > 0 && (isDirectory ? mayHold(key) : matches(key))) {
                    entries.put(key, path);
                    if (entries.size() > max + 1) {
                        entries.pollLastEntry();
                    }
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
