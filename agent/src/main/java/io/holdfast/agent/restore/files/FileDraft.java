package io.holdfast.agent.restore.files;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.container.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file that is being restored. Its stretches arrive in any order, from several threads; whoever
 * brings the last one proves the whole file's hash and syncs it.
 */
final class FileDraft {
    private final Path path;
    private final RegularFile entry;

    /** Stretches under way, and one for whoever still adds some. */
    private final AtomicInteger open = new AtomicInteger(1);

    private FileDraft(Path path, RegularFile entry) {
        this.path = path;
        this.entry = entry;
    }

    /** Creates the file with all of its length; what is never written is zeros. */
    static FileDraft create(Path path, RegularFile entry) throws IOException {
        Files.createDirectories(path.getParent());
        try (FileChannel out =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(path, Durable.permissions(entry.mode() | 0600));
            if (entry.sizeBytes() > 0) {
                // the last byte is zero or will be written; the rest needs no room until then
                out.write(ByteBuffer.allocate(1), entry.sizeBytes() - 1);
            }
        }
        return new FileDraft(path, entry);
    }

    Path path() {
        return path;
    }

    void expect() {
        open.incrementAndGet();
    }

    void write(FileChannel out, byte[] plain, int within, int length, long offset)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(plain, within, length);
        long at = offset;
        while (bytes.hasRemaining()) {
            at += out.write(bytes, at);
        }
    }

    /**
     * Says that a stretch has arrived, or that no more will be added; whether that was the last.
     */
    boolean arrived() {
        return open.decrementAndGet() == 0;
    }

    long sizeBytes() {
        return entry.sizeBytes();
    }

    /**
     * Reads the file back, and syncs it.
     *
     * @throws HoldfastException {@code restored-file-wrong}
     */
    void finish(byte[] buffer) throws IOException {
        MessageDigest digest = Digests.sha256();
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer);
            while (file.read(bytes.clear()) >= 0) {
                digest.update(bytes.flip());
            }
            if (file.size() != entry.sizeBytes()
                    || !Arrays.equals(digest.digest(), entry.sha256())) {
                throw new HoldfastException(
                        ErrorCategory.INTEGRITY,
                        "restored-file-wrong",
                        path + " does not have the content that was backed up",
                        "Restore from another repository, or from another backup.");
            }
            file.force(true);
        }
        if ((entry.mode() & 0600) != 0600) {
            Files.setPosixFilePermissions(path, Durable.permissions(entry.mode()));
        }
    }
}
