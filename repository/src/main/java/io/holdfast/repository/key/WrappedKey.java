package io.holdfast.repository.key;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A data key as a repository keeps it: encrypted under one master key.
 *
 * @param keyId 16 hexadecimal digits
 * @param masterKey the fingerprint of the master key that opens it
 */
public record WrappedKey(
        String keyId,
        String masterKey,
        String algorithm,
        byte[] nonce,
        byte[] wrapped,
        Instant createdAt) {
    private static final String ALGORITHM = "AES-256-GCM";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int WRAPPED_BYTES = 48;

    public static WrappedKey wrap(
            DataKey dataKey,
            MasterKey masterKey,
            String clusterId,
            RandomGenerator random,
            Instant now) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, masterKey, clusterId, dataKey.id(), nonce);
            return new WrappedKey(
                    dataKey.id(),
                    masterKey.fingerprint(),
                    ALGORITHM,
                    nonce,
                    cipher.doFinal(dataKey.bytes()),
                    now);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    public DataKey unwrap(MasterKey master, String clusterId) {
        if (!algorithm.equals(ALGORITHM)) {
            throw new HoldfastException(
                    ErrorCategory.KEY,
                    "key-algorithm-unknown",
                    "data key " + keyId + " is wrapped with " + algorithm,
                    "Use a version of Holdfast that knows this algorithm.");
        }
        if (nonce.length != NONCE_BYTES || wrapped.length != WRAPPED_BYTES) {
            throw damaged(clusterId, null);
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, master, clusterId, keyId, nonce);
            return new DataKey(keyId, cipher.doFinal(wrapped));
        } catch (AEADBadTagException e) {
            throw damaged(clusterId, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    private HoldfastException damaged(String clusterId, @Nullable Exception cause) {
        return new HoldfastException(
                ErrorCategory.INTEGRITY,
                "key-wrap-damaged",
                "the wrap of data key " + keyId + " of cluster " + clusterId + " is damaged",
                "Fetch the same object from another repository of this cluster.",
                cause);
    }

    private static Cipher cipher(
            int mode, MasterKey master, String clusterId, String keyId, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, master.wrappingKey(), new GCMParameterSpec(TAG_BITS, nonce));
        String bound = "holdfast/1/wrap|" + clusterId + "|" + keyId + "|" + master.fingerprint();
        cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
