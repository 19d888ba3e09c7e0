package io.holdfast.repository.backup.read;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.Extent;
import io.holdfast.repository.backup.FileEntry.RegularFile;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.Digests;
import io.holdfast.repository.container.FramePlace;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads files from their beginning to their end, frame by frame, and proves their hash. Keeps the
 * last frame, since small files share frames. Not for several threads.
 */
public final class ContentReader implements AutoCloseable {
    private final ClusterRepository repository;
    private final PackTable packs;
    private final FrameOpener opener;
    private final byte[] plain = new byte[ContainerWriter.MAX_FRAME_PLAIN_BYTES];
    private final byte[] zeros = new byte[8192];
    private int heldPack;
    private @Nullable FramePlace heldFrame;

    ContentReader(ClusterRepository repository, PackTable packs) {
        this.repository = repository;
        this.packs = packs;
        this.opener = new FrameOpener(repository, packs);
    }

    /**
     * Writes the file's content. If the content is not what was backed up, an {@code INTEGRITY}
     * error follows what was written.
     */
    public void copy(RegularFile file, OutputStream out) throws IOException {
        MessageDigest digest = Digests.sha256();
        long position = 0;
        for (Extent extent : file.extents()) {
            zeros(extent.offset() - position, digest, out);
            hold(extent.pack(), extent.frame());
            digest.update(plain, extent.within(), extent.length());
            out.write(plain, extent.within(), extent.length());
            position = extent.end();
        }
        zeros(file.sizeBytes() - position, digest, out);
        if (!Arrays.equals(digest.digest(), file.sha256())) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-file-wrong",
                    "the content of " + file.path() + " does not have the hash of its entry",
                    "Restore from another repository, or from another backup.");
        }
    }

    private void zeros(long count, MessageDigest digest, OutputStream out) throws IOException {
        long left = count;
        while (left > 0) {
            int now = (int) Math.min(left, zeros.length);
            digest.update(zeros, 0, now);
            out.write(zeros, 0, now);
            left -= now;
        }
    }

    private void hold(int pack, FramePlace frame) {
        if (heldPack == pack && frame.equals(heldFrame)) {
            return;
        }
        heldFrame = null;
        opener.requirePlace(pack, frame);
        byte[] stored = stored(packs.get(pack), frame);
        opener.open(pack, frame, stored, 0, plain, 0);
        heldPack = pack;
        heldFrame = frame;
    }

    private byte[] stored(PackInfo pack, FramePlace frame) {
        Optional<byte[]> range =
                repository
                        .store()
                        .get(
                                pack.name(),
                                (long) frame.offset() + FrameOpener.PREFIX_BYTES,
                                frame.storedBytes());
        if (range.isEmpty() || range.get().length < frame.storedBytes()) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-pack-short",
                    pack.name()
                            + " in repository "
                            + repository.name()
                            + (range.isEmpty() ? " is missing" : " ends before " + frame),
                    "Restore from another repository, or from another backup.");
        }
        return range.get();
    }

    @Override
    public void close() {
        opener.close();
    }
}
