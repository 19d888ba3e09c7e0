package io.holdfast.repository.backup;

import io.holdfast.repository.ClusterRepository;
import io.holdfast.repository.container.Digests;
import io.holdfast.repository.store.PutOutcome;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Objects as raw bytes, compared by what they are, never by an ETag (T79). */
public final class StoredBytes {
    private static final int RANGE_BYTES = 1 << 20;

    private StoredBytes() {}

    /**
     * Puts the bytes under a name. True if exactly these bytes are durable there now, from this
     * call or an earlier one; false if other bytes are.
     */
    public static boolean put(ClusterRepository repository, String name, byte[] bytes, int length) {
        return switch (repository.store().putIfAbsent(name, bytes, length)) {
            case PutOutcome.CREATED -> true;
            case PutOutcome.ALREADY_EXISTS -> isAt(repository, name, sha256(bytes, length), length);
        };
    }

    /** Whether the object has this hash and length; it is read, range by range. */
    public static boolean isAt(
            ClusterRepository repository, String name, byte[] sha256, long length) {
        MessageDigest digest = Digests.sha256();
        long offset = 0;
        while (true) {
            Optional<byte[]> range = repository.store().get(name, offset, RANGE_BYTES);
            if (range.isEmpty()) {
                return false;
            }
            digest.update(range.get());
            offset += range.get().length;
            if (range.get().length < RANGE_BYTES || offset > length) {
                return offset == length && Arrays.equals(digest.digest(), sha256);
            }
        }
    }

    public static byte[] sha256(byte[] bytes, int length) {
        MessageDigest digest = Digests.sha256();
        digest.update(bytes, 0, length);
        return digest.digest();
    }
}
