package io.holdfast.repository.store.directory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a path still leads to the directory that was opened. When a file system is unmounted, its
 * mount point is an empty directory of another one: what is put there would be hidden by the next
 * mount, and all that is not there would be taken for missing.
 */
final class SameRoot {
    private final Path root;
    private @Nullable Object key;
    private boolean isMade;
    private volatile @Nullable Path witness;

    private SameRoot(Path root, @Nullable Object key) {
        this.root = root;
        this.key = key;
        this.isMade = key != null;
    }

    static SameRoot of(Path root) throws IOException {
        return new SameRoot(root, keyOf(root));
    }

    /** Takes note of a file that is there, by which the directory is known again. */
    void saw(Path file) {
        witness = file;
    }

    /**
     * A file system that was mounted again may have another number, and has the same files. One
     * look at a time: an older one must not be compared with what a newer one has noted.
     */
    synchronized boolean isThere() throws IOException {
        Object now = keyOf(root);
        // where nothing was yet, nothing can be missed
        boolean isKnown = key == null || key.equals(now) || (now != null && isWitnessThere());
        if (isKnown) {
            key = now;
        }
        return isKnown;
    }

    private boolean isWitnessThere() {
        Path seen = witness;
        return seen != null && Files.exists(seen);
    }

    /**
     * Makes the directory, if nothing was there when it was opened. Returns when its name is
     * durable, whoever of several made it: until then nothing in it may be acknowledged.
     */
    synchronized void make() throws IOException {
        if (isMade) {
            return;
        }
        try {
            Files.createDirectory(root);
        } catch (FileAlreadyExistsException _) {
            // another process has made it, and may not have come as far as the sync
        }
        FileCreator.sync(Objects.requireNonNull(root.getParent()));
        isMade = true;
    }

    /** The number of the file and its file system; null where nothing is. */
    private static @Nullable Object keyOf(Path root) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
            return Optional.ofNullable(attributes.fileKey());
        } catch (NoSuchFileException _) {
            return null;
        }
    }
}
