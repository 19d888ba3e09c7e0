package io.holdfast.repository.container;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A second implementation of sections 4 and 5 of docs/repository-format.md, written from the page
 * with the JDK's HMAC and AES alone. Shares nothing with the code under test.
 */
final class PageDecoder {
    private final byte[] catalogKey;
    private final byte[] contentKey;
    private final String clusterId;

    PageDecoder(byte[] dataKey, String clusterId) throws GeneralSecurityException {
        this.clusterId = clusterId;
        this.catalogKey = hkdf(dataKey, new byte[0], "holdfast/1/catalog|" + clusterId);
        this.contentKey = hkdf(dataKey, new byte[0], "holdfast/1/content|" + clusterId);
    }

    /** What the page says that a container holds. */
    record Decoded(int kind, long keyId, byte[] metadata, byte[] plain, int frames) {}

    Decoded decode(String name, byte[] object, int length) throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.wrap(object, 0, length);
        check(in.getInt() == 0x48464331, "magic");
        int kind = in.get();
        int keyClass = in.get();
        int sealed = in.getShort() & 0xFFFF;
        long keyId = in.getLong();
        byte[] salt = take(in, 32);
        byte[] prefix = Arrays.copyOf(object, 48);
        byte[] headerKey = hkdf(catalogKey, salt, info("header", kind, name));
        ByteBuffer header = ByteBuffer.wrap(open(headerKey, 0, prefix, take(in, sealed)));
        byte[] sha256 = take(header, 32);
        long plainLength = header.getLong();
        int frames = header.getInt();
        byte[] metadata = take(header, header.getShort() & 0xFFFF);
        check(!header.hasRemaining(), "end of the header");

        byte[] classKey = keyClass == 1 ? catalogKey : contentKey;
        byte[] frameKey = hkdf(classKey, salt, info("frames", kind, name));
        ByteBuffer plain = ByteBuffer.allocate((int) plainLength);
        for (int i = 1; i <= frames; i++) {
            plain.put(frame(in, frameKey, i, i == frames));
        }
        check(!in.hasRemaining() && !plain.hasRemaining(), "lengths");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain.array());
        check(Arrays.equals(digest, sha256), "SHA-256");
        return new Decoded(kind, keyId, metadata, plain.array(), frames);
    }

    private static byte[] frame(ByteBuffer in, byte[] key, int number, boolean last)
            throws GeneralSecurityException {
        int word = in.getInt();
        int plain = in.getInt();
        boolean compressed = (word & 0x8000_0000) != 0;
        check(last ? plain == 0 && !compressed : plain >= 1 && plain <= 1_048_576, "frame");
        byte[] bound =
                ByteBuffer.allocate(10)
                        .putInt(number)
                        .putInt(plain)
                        .put((byte) (compressed ? 1 : 0))
                        .put((byte) (last ? 1 : 0))
                        .array();
        byte[] opened = open(key, number, bound, take(in, word & 0x7FFF_FFFF));
        byte[] bytes = compressed ? Zstd.decompress(opened, plain) : opened;
        check(bytes.length == plain, "length of a frame");
        return bytes;
    }

    private String info(String use, int kind, String name) {
        return "holdfast/1/" + use + "|" + kind + "|" + clusterId + "|" + name;
    }

    private static byte[] open(byte[] key, int nonce, byte[] bound, byte[] sealed)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] iv = ByteBuffer.allocate(12).putLong(0).putInt(nonce).array();
        cipher.init(
                Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
        cipher.updateAAD(bound);
        return cipher.doFinal(sealed);
    }

    /** RFC 5869 to 32 bytes, which one round of expansion gives. */
    private static byte[] hkdf(byte[] ikm, byte[] salt, String info)
            throws GeneralSecurityException {
        byte[] extracted = hmac(salt.length == 0 ? new byte[32] : salt, ikm);
        byte[] text = info.getBytes(StandardCharsets.US_ASCII);
        byte[] round = Arrays.copyOf(text, text.length + 1);
        round[text.length] = 1;
        return hmac(extracted, round);
    }

    static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("not as the page says: " + what);
        }
    }
}
