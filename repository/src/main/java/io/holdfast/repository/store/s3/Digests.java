package io.holdfast.repository.store.s3;

import io.minio.Http;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The headers by which a store can tell that it received what was sent. The SHA-256 is part of what
 * is signed, so nobody on the way can replace it together with the body.
 */
record Digests(String sha256Hex, String sha256Base64, String header, String value) {
    static Digests of(byte[] bytes, int length, ChecksumMode mode) {
        var sha256 = digest("SHA-256", bytes, length);
        var hex = HexFormat.of().formatHex(sha256);
        var base64 = base64(sha256);
        // The SDK adds a checksum of its own choice unless it finds one of these two.
        return switch (mode) {
            case WHEN_REQUIRED ->
                    new Digests(hex, base64, "Content-Md5", base64(digest("MD5", bytes, length)));
            case ALWAYS -> new Digests(hex, base64, "X-Amz-Checksum-Sha256", base64);
        };
    }

    private static byte[] digest(String algorithm, byte[] bytes, int length) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    void addTo(Http.Headers headers) {
        headers.put("X-Amz-Content-Sha256", sha256Hex);
        headers.put(header, value);
    }

    /** Whether a checksum in the store's answer, if there is one, is that of what was sent. */
    boolean agreeWith(okhttp3.Headers answer) {
        var stored = answer.get("x-amz-checksum-sha256");
        return stored == null || stored.equals(sha256Base64);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
