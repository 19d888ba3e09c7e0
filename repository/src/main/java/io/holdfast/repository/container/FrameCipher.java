package io.holdfast.repository.container;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with counted nonces under the key of one container. Works on heap arrays, on which
 * the JDK is fastest. Not for several threads.
 */
final class FrameCipher {
    private static final int TAG_BITS = 8 * ContainerLayout.TAG_BYTES;
    private static final int NONCE_BYTES = 12;
    private static final int BOUND_BYTES = 10;

    /**
     * What is encrypted in one call. The JVM compiles AES-GCM to the machine's own instructions
     * only after thousands of calls: in calls of 1 MiB the first half gigabyte goes a hundred times
     * slower than the rest, in small ones a few megabytes do.
     */
    private static final int STEP_BYTES = 8 << 10;

    private final Cipher cipher;

    FrameCipher() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    /** What a frame's tag also covers: its place, its plain length and its flags. */
    static byte[] bound(int number, int plainLength, boolean compressed, boolean last) {
        return ByteBuffer.allocate(BOUND_BYTES)
                .putInt(number)
                .putInt(plainLength)
                .put((byte) (compressed ? 1 : 0))
                .put((byte) (last ? 1 : 0))
                .array();
    }

    /** Returns the number of bytes written to {@code out}: {@code length} and the tag. */
    int encrypt(
            SecretKey key,
            int nonce,
            byte[] bound,
            byte[] in,
            int offset,
            int length,
            byte[] out,
            int outOffset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, nonce(nonce));
            cipher.updateAAD(bound);
            int done = 0;
            int written = 0;
            for (; length - done > STEP_BYTES; done += STEP_BYTES) {
                written += cipher.update(in, offset + done, STEP_BYTES, out, outOffset + written);
            }
            return written
                    + cipher.doFinal(in, offset + done, length - done, out, outOffset + written);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encrypting with AES-GCM failed", e);
        }
    }

    /** Returns the number of plain bytes written to {@code out}, or -1 if the tag does not fit. */
    int decrypt(
            SecretKey key,
            int nonce,
            byte[] bound,
            byte[] in,
            int offset,
            int length,
            byte[] out,
            int outOffset) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(nonce));
            cipher.updateAAD(bound);
            return cipher.doFinal(in, offset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("decrypting with AES-GCM failed", e);
        }
    }

    private static GCMParameterSpec nonce(int number) {
        return new GCMParameterSpec(
                TAG_BITS, ByteBuffer.allocate(NONCE_BYTES).putInt(8, number).array());
    }
}
