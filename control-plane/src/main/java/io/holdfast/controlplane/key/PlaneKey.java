package io.holdfast.controlplane.key;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * 32 bytes under which the control plane's secrets lie in its database: whoever has a copy of the
 * database alone has none of them. All replicas have the same. A sealed secret is one byte 1, 12
 * bytes of nonce, then AES-256-GCM's ciphertext and tag, with the purpose as associated data, so
 * that one cannot be put in another's place.
 */
public final class PlaneKey {
    private static final String PREFIX = "holdfast-plane-key-1:";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte VERSION = 1;

    private final SecretKey key;
    private final RandomGenerator random;

    private PlaneKey(byte[] bytes, RandomGenerator random) {
        this.key = new SecretKeySpec(bytes, "AES");
        this.random = random;
    }

    /**
     * @param random a cryptographically strong source
     */
    public static PlaneKey generate(RandomGenerator random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new PlaneKey(bytes, random);
    }

    /**
     * Parses the line of a key file; white space around it is ignored.
     *
     * @param source where the text comes from, for the message
     * @param random a cryptographically strong source
     */
    public static PlaneKey parse(String text, String source, RandomGenerator random) {
        String line = text.strip();
        if (!line.startsWith(PREFIX)) {
            throw malformed(source, "it does not begin with '" + PREFIX + "'");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(line.substring(PREFIX.length()));
            if (bytes.length != KEY_BYTES) {
                throw malformed(source, "it holds " + bytes.length + " bytes, not " + KEY_BYTES);
            }
            return new PlaneKey(bytes, random);
        } catch (IllegalArgumentException e) {
            throw malformed(source, "what follows '" + PREFIX + "' is not base64");
        }
    }

    private static HoldfastException malformed(String source, String reason) {
        return new HoldfastException(
                ErrorCategory.KEY,
                "plane-key-malformed",
                source + " holds no key of a control plane: " + reason,
                "Use the file that the control plane wrote when it began, unchanged.");
    }

    /** The line of a key file, with its end of line. */
    public String format() {
        return PREFIX + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n";
    }

    /** Seals a secret for one purpose, such as {@code "ca-key"}. */
    public byte[] seal(String purpose, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(secret);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is part of every JDK", e);
        }
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @throws HoldfastException (key) {@code plane-key-wrong}: another key sealed it, or it was
     *     changed
     */
    public byte[] open(String purpose, byte[] sealed) {
        if (sealed.length < 1 + NONCE_BYTES || sealed[0] != VERSION) {
            throw wrong(purpose, null);
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        int begin = 1 + NONCE_BYTES;
        try {
            return cipher(Cipher.DECRYPT_MODE, purpose, nonce)
                    .doFinal(sealed, begin, sealed.length - begin);
        } catch (AEADBadTagException e) {
            throw wrong(purpose, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is part of every JDK", e);
        }
    }

    private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("holdfast/plane/1|" + purpose).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static HoldfastException wrong(String purpose, @Nullable Throwable cause) {
        return new HoldfastException(
                ErrorCategory.KEY,
                "plane-key-wrong",
                "the control plane's key does not open its secret '" + purpose + "'",
                "Start the control plane with the key that this database was first used with.",
                cause);
    }

    @Override
    public String toString() {
        return "plane key";
    }
}
