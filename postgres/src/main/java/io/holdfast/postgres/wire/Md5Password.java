package io.holdfast.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The answer to {@code AuthenticationMD5Password} ({@code pg_md5_encrypt}). */
public final class Md5Password {
    private Md5Password() {}

    /** {@code md5} and md5(md5(password user) salt), for {@link FrontendMessages#password}. */
    public static String answer(String user, String password, ByteBuffer salt) {
        String inner = hex(ByteBuffer.wrap((password + user).getBytes(StandardCharsets.UTF_8)));
        byte[] innerBytes = inner.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer salted = ByteBuffer.allocate(innerBytes.length + salt.remaining());
        return "md5" + hex(salted.put(innerBytes).put(salt.duplicate()).flip());
    }

    private static String hex(ByteBuffer bytes) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(bytes);
            return HexFormat.of().formatHex(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
