package io.holdfast.repository.container;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.holdfast.repository.key.ClusterKey;
import io.holdfast.repository.key.KeyRing;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Makes containers, one after the other. Holds native memory until closed; not for several threads.
 * Either {@link #seal} a content that is at hand, or {@link #begin}, {@link #append} frame by frame
 * and {@link #finish}.
 */
public final class ContainerWriter implements AutoCloseable {
    /** The most bytes that a container without content and metadata takes. */
    public static final int OVERHEAD_BYTES =
            ContainerLayout.PREFIX_BYTES
                    + ContainerLayout.HEADER_FIXED_BYTES
                    + ContainerLayout.TAG_BYTES
                    + ContainerLayout.FRAME_PREFIX_BYTES
                    + ContainerLayout.TAG_BYTES;

    /** The most bytes that a frame takes beyond its plain bytes. */
    public static final int FRAME_OVERHEAD_BYTES =
            ContainerLayout.FRAME_PREFIX_BYTES + ContainerLayout.TAG_BYTES;

    public static final int MAX_FRAME_PLAIN_BYTES = ContainerLayout.MAX_FRAME_PLAIN_BYTES;

    private static final double SPARE = 1.1;

    private final KeyRing keys;
    private final RandomGenerator random;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final FrameCipher cipher = new FrameCipher();
    private final MessageDigest digest = Digests.sha256();
    private final byte[] scratch =
            new byte[(int) Zstd.compressBound(ContainerLayout.MAX_FRAME_PLAIN_BYTES)];

    private @Nullable Draft draft;
    private double storedShare = 0.5;

    /**
     * @param random a cryptographically strong source, for salts
     * @param zstdLevel 1 to 19
     */
    public ContainerWriter(KeyRing keys, RandomGenerator random, int zstdLevel) {
        this.keys = keys;
        this.random = random;
        zstd.setLevel(zstdLevel);
    }

    /**
     * How hard the frames that follow are compressed.
     *
     * @param zstdLevel 1 to 19
     */
    public void compressAt(int zstdLevel) {
        zstd.setLevel(zstdLevel);
    }

    /** A whole container with the given content, in frames of 1 MiB. */
    public SealedContainer seal(
            ContainerKind kind,
            String name,
            byte[] metadata,
            byte[] plain,
            int offset,
            int length) {
        begin(kind, name, metadata, expected(length) + metadata.length + OVERHEAD_BYTES);
        for (int done = 0; done < length; done += MAX_FRAME_PLAIN_BYTES) {
            append(plain, offset + done, Math.min(MAX_FRAME_PLAIN_BYTES, length - done));
        }
        SealedContainer sealed = finish();
        if (length > 0) {
            storedShare = (double) sealed.length() / length;
        }
        return sealed;
    }

    // like what was sealed last, and some more: what turns out too small is copied
    private int expected(int length) {
        return (int) Math.min(length, length * storedShare * SPARE);
    }

    /**
     * Begins a container; one that was begun and not finished is forgotten.
     *
     * @param metadata JSON, or empty
     * @param expectedBytes a guess of the container's size
     */
    public void begin(ContainerKind kind, String name, byte[] metadata, int expectedBytes) {
        begin(kind, name, metadata, new byte[Math.max(expectedBytes, OVERHEAD_BYTES)]);
    }

    /**
     * Begins a container in an array that is given; one that turns out too small is replaced.
     *
     * @param metadata JSON, or empty
     * @param buffer belongs to the container from now on
     */
    public void begin(ContainerKind kind, String name, byte[] metadata, byte[] buffer) {
        int sealedHeader =
                ContainerLayout.HEADER_FIXED_BYTES + metadata.length + ContainerLayout.TAG_BYTES;
        if (sealedHeader > ContainerLayout.MAX_SEALED_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    name + ": " + metadata.length + " bytes of metadata are too many");
        }
        byte[] salt = new byte[ContainerLayout.SALT_BYTES];
        random.nextBytes(salt);
        ClusterKey key = keys.current();
        digest.reset();
        int headerBytes = ContainerLayout.PREFIX_BYTES + sealedHeader;
        draft =
                new Draft(
                        kind,
                        name,
                        metadata,
                        salt,
                        ObjectKeys.frames(key, keys.clusterId(), kind, name, salt),
                        buffer.length < headerBytes ? new byte[headerBytes] : buffer,
                        headerBytes);
    }

    private Draft current() {
        if (draft == null) {
            throw new IllegalStateException("no container was begun");
        }
        return draft;
    }

    /** The size in bytes that the container has so far. */
    public int size() {
        return current().position;
    }

    /**
     * Adds one frame.
     *
     * @param length 1 to {@link #MAX_FRAME_PLAIN_BYTES}
     */
    public FramePlace append(byte[] plain, int offset, int length) {
        if (length < 1 || length > MAX_FRAME_PLAIN_BYTES) {
            throw new IllegalArgumentException("a frame of " + length + " bytes");
        }
        Draft draft = current();
        digest.update(plain, offset, length);
        draft.plainBytes += length;
        int compressed = zstd.compressByteArray(scratch, 0, scratch.length, plain, offset, length);
        return compressed < length
                ? appendFrame(draft, scratch, 0, compressed, length, true, false)
                : appendFrame(draft, plain, offset, length, length, false, false);
    }

    private FramePlace appendFrame(
            Draft draft,
            byte[] data,
            int offset,
            int length,
            int plain,
            boolean compressed,
            boolean last) {
        int number = ++draft.frames;
        int start = draft.position;
        int stored = length + ContainerLayout.TAG_BYTES;
        draft.reserve(ContainerLayout.FRAME_PREFIX_BYTES + stored);
        ByteBuffer.wrap(draft.out, start, ContainerLayout.FRAME_PREFIX_BYTES)
                .putInt(compressed ? stored | ContainerLayout.COMPRESSED_BIT : stored)
                .putInt(plain);
        cipher.encrypt(
                draft.frameKey,
                number,
                FrameCipher.bound(number, plain, compressed, last),
                data,
                offset,
                length,
                draft.out,
                start + ContainerLayout.FRAME_PREFIX_BYTES);
        draft.position = start + ContainerLayout.FRAME_PREFIX_BYTES + stored;
        return new FramePlace(number, start, stored, plain, compressed);
    }

    /** Ends the container that was begun. */
    public SealedContainer finish() {
        Draft draft = current();
        appendFrame(draft, scratch, 0, 0, 0, false, true);
        byte[] sha256 = digest.digest();
        writeHeader(draft, sha256);
        SealedContainer sealed =
                new SealedContainer(
                        draft.kind,
                        draft.name,
                        draft.out,
                        draft.position,
                        keys.current().id(),
                        draft.salt,
                        draft.frames,
                        draft.plainBytes,
                        sha256);
        this.draft = null;
        return sealed;
    }

    private void writeHeader(Draft draft, byte[] sha256) {
        ClusterKey key = keys.current();
        byte[] header =
                ByteBuffer.allocate(ContainerLayout.HEADER_FIXED_BYTES + draft.metadata.length)
                        .put(sha256)
                        .putLong(draft.plainBytes)
                        .putInt(draft.frames)
                        .putShort((short) draft.metadata.length)
                        .put(draft.metadata)
                        .array();
        ByteBuffer.wrap(draft.out)
                .putInt(ContainerLayout.MAGIC)
                .put((byte) draft.kind.code())
                .put((byte) draft.kind.keyClass().code())
                .putShort((short) (header.length + ContainerLayout.TAG_BYTES))
                .putLong(Long.parseUnsignedLong(key.id(), 16))
                .put(draft.salt);
        cipher.encrypt(
                ObjectKeys.header(key, keys.clusterId(), draft.kind, draft.name, draft.salt),
                0,
                Arrays.copyOf(draft.out, ContainerLayout.PREFIX_BYTES),
                header,
                0,
                header.length,
                draft.out,
                ContainerLayout.PREFIX_BYTES);
    }

    @Override
    public void close() {
        zstd.close();
    }

    /** The container that is being made. */
    private static final class Draft {
        final ContainerKind kind;
        final String name;
        final byte[] metadata;
        final byte[] salt;
        final SecretKey frameKey;
        byte[] out;
        int position;
        int frames;
        long plainBytes;

        Draft(
                ContainerKind kind,
                String name,
                byte[] metadata,
                byte[] salt,
                SecretKey frameKey,
                byte[] out,
                int position) {
            this.kind = kind;
            this.name = name;
            this.metadata = metadata;
            this.salt = salt;
            this.frameKey = frameKey;
            this.out = out;
            this.position = position;
        }

        void reserve(int more) {
            if (position + more > out.length) {
                out = Arrays.copyOf(out, Math.max(position + more, out.length * 3 / 2));
            }
        }
    }
}
