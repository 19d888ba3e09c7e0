package io.holdfast.repository.backup.write;

import io.holdfast.repository.backup.BackupNames;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.Digests;
import io.holdfast.repository.container.FramePlace;
import io.holdfast.repository.container.SealedContainer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames into packs: compresses, encrypts, hashes. Used by one thread at a time. Never waits,
 * so that it may run on the pool that the WAL needs too.
 */
final class PackEncoder implements AutoCloseable {
    private static final byte[] NO_METADATA = new byte[0];

    private final ContainerWriter writer;
    private final BackupNames names;
    private final int targetBytes;
    private final MessageDigest digest = Digests.sha256();
    private byte @Nullable [] buffer;
    private int packs;
    private int filled;

    /** Where a frame went, and the pack that it filled. */
    record Encoded(int pack, FramePlace place, @Nullable SealedPack sealed) {}

    PackEncoder(ContainerWriter writer, BackupNames names, int targetBytes) {
        this.writer = writer;
        this.names = names;
        this.targetBytes = targetBytes;
    }

    boolean needsBuffer() {
        return buffer == null;
    }

    /** Begins the next pack. */
    void begin(byte[] packBuffer) {
        buffer = packBuffer;
        packs++;
        filled = 0;
        writer.begin(ContainerKind.PACK, names.pack(packs), NO_METADATA, packBuffer);
    }

    Encoded append(byte[] plain, int length) {
        FramePlace place = writer.append(plain, 0, length);
        filled++;
        boolean full = writer.size() >= targetBytes;
        return new Encoded(packs, place, full ? seal() : null);
    }

    /** The pack that is not full yet; null if there is none. */
    @Nullable SealedPack finish() {
        return buffer == null || filled == 0 ? null : seal();
    }

    private @Nullable SealedPack seal() {
        if (buffer == null) {
            return null;
        }
        SealedContainer sealed = writer.finish();
        digest.update(sealed.bytes(), 0, sealed.length());
        PackInfo info =
                new PackInfo(
                        packs,
                        names.id(),
                        sealed.keyId(),
                        sealed.salt(),
                        sealed.frames(),
                        sealed.plainBytes(),
                        sealed.length(),
                        digest.digest());
        SealedPack pack = new SealedPack(sealed, info, buffer);
        buffer = null;
        return pack;
    }

    @Override
    public void close() {
        writer.close();
    }
}
