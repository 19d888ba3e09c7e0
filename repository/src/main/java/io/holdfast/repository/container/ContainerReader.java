package io.holdfast.repository.container;

import static io.holdfast.repository.container.ContainerLayout.damaged;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.holdfast.repository.key.ClusterKey;
import io.holdfast.repository.key.KeyRing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * Opens containers and single frames. Whatever does not fit (a flipped bit, a cut, another name,
 * another cluster) is an {@code INTEGRITY} error that names the object. Holds native memory until
 * closed; not for several threads.
 */
public final class ContainerReader implements AutoCloseable {
    /** Reading this many bytes from the beginning always gets the header. */
    public static final int HEADER_READ_BYTES =
            ContainerLayout.PREFIX_BYTES + ContainerLayout.MAX_SEALED_HEADER_BYTES;

    private static final int MAX_PLAIN_BYTES = 64 << 20;

    private final KeyRing keys;
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final FrameCipher cipher = new FrameCipher();
    private byte[] scratch = new byte[64 * 1024];

    public ContainerReader(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * Opens the header alone.
     *
     * @param bytes the beginning of the object, or all of it
     * @param allowed the kinds that may stand at this name
     */
    public ContainerHeader header(String name, Set<ContainerKind> allowed, byte[] bytes) {
        if (bytes.length < ContainerLayout.PREFIX_BYTES) {
            throw damaged(name, "it ends after " + bytes.length + " bytes");
        }
        ByteBuffer prefix = ByteBuffer.wrap(bytes);
        if (prefix.getInt() != ContainerLayout.MAGIC) {
            throw damaged(name, "it is not a container of Holdfast");
        }
        ContainerKind kind = kind(name, allowed, prefix.get() & 0xFF, prefix.get() & 0xFF);
        int sealedBytes = prefix.getShort() & 0xFFFF;
        String keyId = String.format(Locale.ROOT, "%016x", prefix.getLong());
        byte[] salt = new byte[ContainerLayout.SALT_BYTES];
        prefix.get(salt);
        byte[] header = openHeader(name, kind, keyId, salt, bytes, sealedBytes);
        return parse(name, kind, keyId, salt, header, ContainerLayout.PREFIX_BYTES + sealedBytes);
    }

    private static ContainerKind kind(
            String name, Set<ContainerKind> allowed, int code, int keyClass) {
        ContainerKind kind =
                ContainerKind.of(code)
                        .orElseThrow(() -> damaged(name, "its kind " + code + " is unknown"));
        if (kind.keyClass().code() != keyClass) {
            throw damaged(name, "its kind " + kind + " does not go with key class " + keyClass);
        }
        if (!allowed.contains(kind)) {
            throw damaged(name, "it is a " + kind + ", where only " + allowed + " may stand");
        }
        return kind;
    }

    private byte[] openHeader(
            String name,
            ContainerKind kind,
            String keyId,
            byte[] salt,
            byte[] bytes,
            int sealedBytes) {
        int plainBytes = sealedBytes - ContainerLayout.TAG_BYTES;
        if (plainBytes < ContainerLayout.HEADER_FIXED_BYTES
                || sealedBytes > ContainerLayout.MAX_SEALED_HEADER_BYTES
                || bytes.length < ContainerLayout.PREFIX_BYTES + sealedBytes) {
            throw damaged(name, "its header of " + sealedBytes + " bytes is cut or absurd");
        }
        ClusterKey key = keys.require(keyId, name);
        byte[] header = new byte[plainBytes];
        int opened =
                cipher.decrypt(
                        ObjectKeys.header(key, keys.clusterId(), kind, name, salt),
                        0,
                        Arrays.copyOf(bytes, ContainerLayout.PREFIX_BYTES),
                        bytes,
                        ContainerLayout.PREFIX_BYTES,
                        sealedBytes,
                        header,
                        0);
        if (opened < 0) {
            throw damaged(name, "its header is not authentic");
        }
        return header;
    }

    private static ContainerHeader parse(
            String name,
            ContainerKind kind,
            String keyId,
            byte[] salt,
            byte[] header,
            int headerBytes) {
        ByteBuffer in = ByteBuffer.wrap(header);
        byte[] sha256 = new byte[ContainerLayout.HASH_BYTES];
        in.get(sha256);
        long plainBytes = in.getLong();
        int frames = in.getInt();
        int metadataBytes = in.getShort() & 0xFFFF;
        if (metadataBytes != in.remaining() || plainBytes < 0 || frames < 1) {
            throw damaged(name, "its header contradicts itself");
        }
        byte[] metadata = new byte[metadataBytes];
        in.get(metadata);
        return new ContainerHeader(
                kind, name, keyId, salt, sha256, plainBytes, frames, metadata, headerBytes);
    }

    /**
     * Opens a whole object and checks all of it.
     *
     * @param bytes all of the object
     * @param allowed the kinds that may stand at this name
     */
    public OpenedContainer open(String name, Set<ContainerKind> allowed, byte[] bytes) {
        ContainerHeader header = header(name, allowed, bytes);
        if (header.plainBytes() > MAX_PLAIN_BYTES) {
            throw damaged(name, "it claims " + header.plainBytes() + " bytes of content");
        }
        byte[] plain = new byte[(int) header.plainBytes()];
        openFrames(header, bytes, plain);
        if (!Arrays.equals(Digests.sha256().digest(plain), header.plainSha256())) {
            throw damaged(name, "its content does not have the hash that its header names");
        }
        return new OpenedContainer(header, plain);
    }

    private void openFrames(ContainerHeader header, byte[] bytes, byte[] plain) {
        String name = header.name();
        SecretKey key = frameKey(header.kind(), name, header.keyId(), header.salt());
        ByteBuffer in = ByteBuffer.wrap(bytes).position(header.headerBytes());
        int done = 0;
        for (int number = 1; number <= header.frames(); number++) {
            boolean last = number == header.frames();
            FramePlace place = place(name, number, in);
            if (place.plainBytes() > plain.length - done || last != (place.plainBytes() == 0)) {
                throw damaged(name, "frame " + number + " has " + place.plainBytes() + " bytes");
            }
            openInto(key, name, place, last, bytes, in.position(), plain, done);
            in.position(in.position() + place.storedBytes());
            done += place.plainBytes();
        }
        if (done != plain.length || in.hasRemaining()) {
            throw damaged(name, "its length is not what its header names");
        }
    }

    private static FramePlace place(String name, int number, ByteBuffer in) {
        int offset = in.position();
        if (in.remaining() < ContainerLayout.FRAME_PREFIX_BYTES) {
            throw damaged(name, "it ends before frame " + number);
        }
        int word = in.getInt();
        int plain = in.getInt();
        int stored = word & ~ContainerLayout.COMPRESSED_BIT;
        if (stored < ContainerLayout.TAG_BYTES
                || stored > in.remaining()
                || plain < 0
                || plain > ContainerLayout.MAX_FRAME_PLAIN_BYTES) {
            throw damaged(name, "frame " + number + " is cut or absurd");
        }
        return new FramePlace(number, offset, stored, plain, word < 0);
    }

    /** The key of a container's frames, to be used for any number of {@link #frame} calls. */
    public SecretKey frameKey(ContainerKind kind, String name, String keyId, byte[] salt) {
        return ObjectKeys.frames(keys.require(keyId, name), keys.clusterId(), kind, name, salt);
    }

    /**
     * Opens one content frame of a container of which only a range was read.
     *
     * @param stored holds the frame's stored bytes, without the prefix, from {@code offset}
     * @param out receives {@code place.plainBytes()} bytes from {@code outOffset}
     */
    public void frame(
            SecretKey key,
            String name,
            FramePlace place,
            byte[] stored,
            int offset,
            byte[] out,
            int outOffset) {
        openInto(key, name, place, false, stored, offset, out, outOffset);
    }

    private void openInto(
            SecretKey key,
            String name,
            FramePlace place,
            boolean last,
            byte[] in,
            int offset,
            byte[] out,
            int outOffset) {
        byte[] bound =
                FrameCipher.bound(place.number(), place.plainBytes(), place.compressed(), last);
        if (!place.compressed()) {
            if (place.storedBytes() != place.plainBytes() + ContainerLayout.TAG_BYTES) {
                throw damaged(name, "frame " + place.number() + " has the wrong length");
            }
            decrypt(key, name, place, bound, in, offset, out, outOffset);
            return;
        }
        int compressed = place.storedBytes() - ContainerLayout.TAG_BYTES;
        if (scratch.length < compressed) {
            scratch = new byte[Math.max(compressed, ContainerLayout.MAX_FRAME_PLAIN_BYTES)];
        }
        decrypt(key, name, place, bound, in, offset, scratch, 0);
        decompress(name, place, compressed, out, outOffset);
    }

    private void decrypt(
            SecretKey key,
            String name,
            FramePlace place,
            byte[] bound,
            byte[] in,
            int offset,
            byte[] out,
            int outOffset) {
        int opened =
                cipher.decrypt(
                        key,
                        place.number(),
                        bound,
                        in,
                        offset,
                        place.storedBytes(),
                        out,
                        outOffset);
        if (opened < 0) {
            throw damaged(name, "frame " + place.number() + " is not authentic");
        }
    }

    private void decompress(
            String name, FramePlace place, int compressed, byte[] out, int outOffset) {
        int length;
        try {
            length =
                    zstd.decompressByteArray(
                            out, outOffset, place.plainBytes(), scratch, 0, compressed);
        } catch (ZstdException e) {
            throw damaged(name, "frame " + place.number() + " does not decompress: " + e);
        }
        if (length != place.plainBytes()) {
            throw damaged(name, "frame " + place.number() + " opens to " + length + " bytes");
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
