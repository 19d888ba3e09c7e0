package io.holdfast.repository.key;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;

/** A cluster's own 32-byte key. All repositories of the cluster hold the same one. */
public final class DataKey {
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;

    private final String id;
    private final byte[] bytes;

    DataKey(String id, byte[] bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /**
     * @param random a cryptographically strong source
     */
    public static DataKey generate(RandomGenerator random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new DataKey(HexFormat.of().formatHex(id), bytes);
    }

    /** 16 lower-case hexadecimal digits. */
    public String id() {
        return id;
    }

    byte[] bytes() {
        return bytes;
    }

    /** What the containers of the cluster are opened and sealed with. */
    public ClusterKey clusterKey(String clusterId) {
        SecretKeySpec key = new SecretKeySpec(bytes, "HKDF");
        return new ClusterKey(
                id,
                Derivation.derive(key, new byte[0], "holdfast/1/catalog|" + clusterId),
                Derivation.derive(key, new byte[0], "holdfast/1/content|" + clusterId));
    }

    @Override
    public String toString() {
        return "data key " + id;
    }
}
