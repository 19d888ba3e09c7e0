package io.holdfast.repository.backup.read;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.backup.PackInfo;
import io.holdfast.repository.container.ContainerKind;
import io.holdfast.repository.container.ContainerReader;
import io.holdfast.repository.container.ContainerWriter;
import io.holdfast.repository.container.FramePlace;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;

/**
 * Opens frames of which only a range of their pack was read. Holds native memory until closed; not
 * for several threads.
 */
public final class FrameOpener implements AutoCloseable {
    /** A frame's bytes begin so many bytes after the offset of its place. */
    public static final int PREFIX_BYTES = 8;

    private static final int KEPT_KEYS = 64;

    private final PackTable packs;
    private final ContainerReader reader;
    private final Map<Integer, PackKey> keys =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, PackKey> eldest) {
                    return size() > KEPT_KEYS;
                }
            };

    record PackKey(PackInfo pack, SecretKey key) {}

    FrameOpener(ClusterRepository repository, PackTable packs) {
        this.packs = packs;
        this.reader = repository.reader();
    }

    /**
     * Decrypts and decompresses one frame. What is not authentic is an {@code INTEGRITY} error that
     * names the pack.
     *
     * @param pack index, as in the extent
     * @param stored holds the {@code storedBytes} of the frame, without its prefix, from {@code
     *     offset}
     * @param out receives {@code plainBytes} bytes from {@code outOffset}
     */
    public void open(
            int pack, FramePlace place, byte[] stored, int offset, byte[] out, int outOffset) {
        PackKey key = requirePlace(pack, place);
        reader.frame(key.key, key.pack.name(), place, stored, offset, out, outOffset);
    }

    /** So that nothing is read, and no array made, by numbers that cannot be. */
    PackKey requirePlace(int pack, FramePlace place) {
        PackKey key = keys.computeIfAbsent(pack, this::key);
        requireRange(key.pack, place);
        return key;
    }

    private PackKey key(int index) {
        if (index < 1 || index > packs.size()) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-extent-wrong",
                    "an extent names pack " + index + " of " + packs.size(),
                    "Restore from another backup, and report this.");
        }
        PackInfo info = packs.get(index);
        return new PackKey(
                info, reader.frameKey(ContainerKind.PACK, info.name(), info.keyId(), info.salt()));
    }

    private static void requireRange(PackInfo pack, FramePlace place) {
        if (place.storedBytes() > pack.storedBytes() - place.offset() - PREFIX_BYTES
                || place.plainBytes() > ContainerWriter.MAX_FRAME_PLAIN_BYTES
                || place.number() >= pack.frames()) {
            throw new HoldfastException(
                    ErrorCategory.INTEGRITY,
                    "backup-extent-wrong",
                    "an extent names " + place + ", which " + pack.name() + " does not have",
                    "Restore from another backup, and report this.");
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
