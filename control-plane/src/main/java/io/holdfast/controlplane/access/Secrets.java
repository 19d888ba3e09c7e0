package io.holdfast.controlplane.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Secrets that are made here: shown once, and kept as a hash. */
public final class Secrets {
    private static final int TOKEN_BYTES = 32;
    private static final int ID_BYTES = 8;
    private static final int PASSWORD_BYTES = 15;

    /**
     * Begins each token, so that one that leaks is recognized by those who look for such things.
     */
    static final String TOKEN_PREFIX = "hf_";

    private final RandomGenerator random;

    /**
     * @param random a cryptographically strong source
     */
    public Secrets(RandomGenerator random) {
        this.random = random;
    }

    String token() {
        return token(TOKEN_PREFIX);
    }

    /** 256 bits in 43 characters, behind a prefix that tells what it is. */
    public String token(String prefix) {
        return prefix + text(TOKEN_BYTES);
    }

    /** 120 bits in 20 characters. */
    String password() {
        return text(PASSWORD_BYTES);
    }

    /** 64 bits in hexadecimal digits: no secret. */
    public String id() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A token has 256 random bits: a fast hash keeps it as well as a slow one. */
    public static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
