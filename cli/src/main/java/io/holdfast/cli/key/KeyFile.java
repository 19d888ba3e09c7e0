package io.holdfast.cli.key;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.key.MasterKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that holds a master key. */
record KeyFile(Path path) {
    /**
     * Writes the key to a file that did not exist, for the owner's eyes only, safe from a power
     * cut.
     */
    void create(MasterKey key) {
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(path, Set.of(CREATE_NEW, WRITE), ownerOnly)) {
            write(channel, key);
        } catch (FileAlreadyExistsException e) {
            throw new HoldfastException(
                    ErrorCategory.REFUSED,
                    "key-file-exists",
                    path + " exists already, and may hold a key that is needed",
                    "Name a new file with --out; Holdfast never overwrites a key.",
                    e);
        } catch (IOException e) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "key-file-unwritable",
                    "cannot write the key to " + path + ": " + e,
                    "Name a file in a directory that exists and that you may write to.",
                    e);
        }
    }

    /** Half a key must not be left behind: it would be taken for a whole one. */
    private void write(FileChannel channel, MasterKey key) throws IOException {
        try {
            ByteBuffer line = ByteBuffer.wrap(key.format().getBytes(StandardCharsets.US_ASCII));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }
}
