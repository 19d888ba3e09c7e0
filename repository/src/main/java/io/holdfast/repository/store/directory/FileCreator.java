package io.holdfast.repository.store.directory;

import io.holdfast.repository.store.PutOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/**
 * Makes a file appear under its name whole and durable: write and sync a file of another name, link
 * it, sync the directories. A crash leaves at most a {@code .tmp-} file, which nobody reads.
 */
record FileCreator(Path root, Writer writer) {
    static final int STEP = 256 << 10;
    private static final int ATTEMPTS = 100;

    /** Creates a file with these bytes and syncs it. */
    interface Writer {
        void write(Path path, byte[] bytes, int length) throws IOException;
    }

    PutOutcome create(Path path, byte[] bytes, int length) throws IOException {
        if (Files.exists(path)) {
            return alreadyExists(path);
        }
        var temporary = writeTemporary(path, bytes, length);
        try {
            Files.createLink(path, temporary);
        } catch (FileAlreadyExistsException _) {
            return alreadyExists(path);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncUpwards(path);
        return PutOutcome.CREATED;
    }

    void replace(Path path, byte[] bytes) throws IOException {
        var temporary = writeTemporary(path, bytes, bytes.length);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        syncUpwards(path);
    }

    // Whoever put it may not have come as far as this, and the caller may rely on what is there.
    private PutOutcome alreadyExists(Path path) throws IOException {
        syncUpwards(path);
        return PutOutcome.ALREADY_EXISTS;
    }

    private Path writeTemporary(Path path, byte[] bytes, int length) throws IOException {
        var directory = Objects.requireNonNull(path.getParent());
        for (var attempt = 1; ; attempt++) {
            var temporary = directory.resolve(".tmp-" + UUID.randomUUID());
            try {
                Files.createDirectories(directory);
                writer.write(temporary, bytes, length);
                return temporary;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // Expiry removed a directory, empty until now, between one step and the next.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (IOException e) {
                Files.deleteIfExists(temporary);
                throw e;
            }
        }
    }

    static void write(Path path, byte[] bytes, int length) throws IOException {
        try (var channel =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var position = 0;
            while (position < length) {
                var step = Math.min(STEP, length - position);
                position += channel.write(ByteBuffer.wrap(bytes, position, step));
            }
            channel.force(true);
        }
    }

    /**
     * Syncs every directory from the file's up to the root, each time: another process may have
     * created any of them an instant ago. Syncing what is clean costs next to nothing.
     */
    private void syncUpwards(Path path) throws IOException {
        for (var directory = path.getParent();
                directory != null;
                directory = directory.getParent()) {
            syncIfPresent(directory);
            if (directory.equals(root)) {
                return;
            }
        }
    }

    static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void syncIfPresent(Path directory) throws IOException {
        try {
            sync(directory);
        } catch (NoSuchFileException _) {
            // Removed by another deletion, which syncs the parent in its turn.
        }
    }
}
