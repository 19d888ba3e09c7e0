package io.holdfast.repository.store.directory;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.store.ObjectNames;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ProbeableStore;
import io.holdfast.repository.store.PutOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Objects as files below a directory, on any file system that has hard links. */
public final class DirectoryObjectStore implements ProbeableStore {
    private final Path root;
    private final FileCreator creator;
    private final DirectoryErrors errors;
    private final SameRoot opened;

    DirectoryObjectStore(Path root, FileCreator creator, DirectoryErrors errors)
            throws IOException {
        this.root = root;
        this.opened = SameRoot.of(root);
        this.creator = creator;
        this.errors = errors;
    }

    /**
     * Opens the directory. If only its last component is missing, the first put creates it: a path
     * of which more is missing is rather a file system that was not mounted.
     */
    public static DirectoryObjectStore open(Path directory) {
        var root = directory.toAbsolutePath().normalize();
        var parent = root.getParent();
        if (!Files.isDirectory(root) && (parent == null || !Files.isDirectory(parent))) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "repository-directory-missing",
                    "neither the directory " + root + " nor its parent exists",
                    "Mount the file system that should hold the repository, or correct the path.");
        }
        var errors = new DirectoryErrors(root);
        try {
            return new DirectoryObjectStore(
                    root, new FileCreator(root, FileCreator::write), errors);
        } catch (IOException e) {
            throw errors.of("open", "", e);
        }
    }

    @Override
    public PutOutcome putIfAbsent(String name, byte[] bytes, int length) {
        ObjectNames.requireLength(bytes, length);
        try {
            requireOpened();
            opened.make();
            PutOutcome outcome = creator.create(path(name), bytes, length);
            // what was put counts only if it was put where it will be looked for
            requireOpened();
            opened.saw(path(name));
            return outcome;
        } catch (IOException e) {
            throw errors.ofPut(name, length, e);
        }
    }

    @Override
    public Optional<byte[]> get(String name) {
        return read(name, 0, Integer.MAX_VALUE);
    }

    @Override
    public Optional<byte[]> get(String name, long offset, int length) {
        ObjectNames.requireRange(offset, length);
        return read(name, offset, length);
    }

    private Optional<byte[]> read(String name, long offset, int length) {
        Optional<byte[]> bytes = readIfPresent(name, offset, length);
        if (bytes.isEmpty()) {
            requireAbsenceCounts("read", name);
        } else {
            opened.saw(path(name));
        }
        return bytes;
    }

    private Optional<byte[]> readIfPresent(String name, long offset, int length) {
        var path = path(name);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var available = Math.max(0, channel.size() - offset);
            var wanted = Math.min(length, available);
            if (wanted > ObjectNames.MAX_OBJECT_BYTES) {
                throw errors.tooLarge(name, wanted);
            }
            var bytes = new byte[(int) wanted];
            fill(channel, ByteBuffer.wrap(bytes), offset);
            return Optional.of(bytes);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw errors.of("read", name, e);
        }
    }

    // In steps, because the JDK copies through a direct buffer as large as what is asked for.
    private static void fill(FileChannel channel, ByteBuffer buffer, long offset)
            throws IOException {
        var position = offset;
        while (buffer.hasRemaining()) {
            var step = Math.min(buffer.remaining(), FileCreator.STEP);
            var read = channel.read(buffer.slice(buffer.position(), step), position);
            if (read < 0) {
                throw new IOException("file became shorter while it was read");
            }
            buffer.position(buffer.position() + read);
            position += read;
        }
    }

    @Override
    public Optional<Long> size(String name) {
        var path = path(name);
        try {
            if (Files.isRegularFile(path)) {
                return Optional.of(Files.size(path));
            }
            requireOpened();
            return Optional.empty();
        } catch (NoSuchFileException _) {
            requireAbsenceCounts("size", name);
            return Optional.empty();
        } catch (IOException e) {
            throw errors.of("size", name, e);
        }
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        ObjectNames.requirePrefix(prefix);
        ObjectNames.requirePage(max);
        try {
            requireOpened();
            return Files.exists(root)
                    ? new DirectoryListing(root, prefix, startAfter, max).page()
                    : new ObjectPage(List.of(), false);
        } catch (IOException e) {
            throw errors.of("list", prefix, e);
        }
    }

    @Override
    public void delete(String name) {
        var path = path(name);
        try {
            requireOpened();
            if (Files.isRegularFile(path) && Files.deleteIfExists(path)) {
                removeEmptyParents(path);
            }
        } catch (IOException e) {
            throw errors.of("delete", name, e);
        }
    }

    // A put into a directory that disappears here creates it again.
    private void removeEmptyParents(Path path) throws IOException {
        var directory = Objects.requireNonNull(path.getParent());
        while (!directory.equals(root)) {
            try {
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException _) {
                break;
            }
            directory = Objects.requireNonNull(directory.getParent());
        }
        FileCreator.syncIfPresent(directory);
    }

    @Override
    public void overwrite(String name, byte[] bytes) {
        try {
            requireOpened();
            creator.replace(path(name), bytes);
        } catch (IOException e) {
            throw errors.ofPut(name, bytes.length, e);
        }
    }

    /** Between this process and the file there is nothing that could be asked to refuse. */
    @Override
    public boolean refusesDamagedBody(String name, byte[] bytes) {
        return false;
    }

    @Override
    public Optional<Instant> storeClock() {
        return Optional.empty();
    }

    @Override
    public Optional<Boolean> versioned() {
        return Optional.of(false);
    }

    @Override
    public Optional<Boolean> lockable() {
        return Optional.of(false);
    }

    /** Nothing is missing where nothing can be looked for. */
    private void requireAbsenceCounts(String operation, String name) {
        try {
            requireOpened();
        } catch (IOException e) {
            throw errors.of(operation, name, e);
        }
    }

    private void requireOpened() throws IOException {
        if (!opened.isThere()) {
            throw errors.gone();
        }
    }

    private Path path(String name) {
        return root.resolve(ObjectNames.requireName(name));
    }

    @Override
    public String describe() {
        return "directory " + root;
    }

    @Override
    public void close() {}
}
