package io.holdfast.repository.key;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The 32 bytes that people keep: whoever has them and a repository can restore; whoever lost them
 * cannot. Wraps data keys and does nothing else.
 */
public final class MasterKey {
    private static final String PREFIX = "holdfast-master-key-1:";
    private static final int KEY_BYTES = 32;
    private static final int FINGERPRINT_BYTES = 8;

    private final byte[] bytes;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param random a cryptographically strong source
     */
    public static MasterKey generate(RandomGenerator random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new MasterKey(bytes);
    }

    /**
     * Parses the line of a key file; white space around it is ignored.
     *
     * @param source where the text comes from, for the message
     */
    public static MasterKey parse(String text, String source) {
        String line = text.strip();
        if (!line.startsWith(PREFIX)) {
            throw malformed(source, "it does not begin with '" + PREFIX + "'");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(line.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw malformed(source, "what follows '" + PREFIX + "' is not base64");
        }
        if (bytes.length != KEY_BYTES) {
            throw malformed(source, "it holds " + bytes.length + " bytes, not " + KEY_BYTES);
        }
        return new MasterKey(bytes);
    }

    private static HoldfastException malformed(String source, String reason) {
        return new HoldfastException(
                ErrorCategory.KEY,
                "master-key-malformed",
                source + " holds no master key: " + reason,
                "Use the file that 'holdfast key new' wrote, unchanged.");
    }

    /** The line of a key file, with its end of line. The only way in which a key leaves memory. */
    public String format() {
        return PREFIX + Base64.getEncoder().encodeToString(bytes) + "\n";
    }

    /** 16 hexadecimal digits that name this key and tell nothing about it. */
    public String fingerprint() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            byte[] digest =
                    mac.doFinal("holdfast/1/fingerprint".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, FINGERPRINT_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    SecretKey wrappingKey() {
        return new SecretKeySpec(bytes, "AES");
    }

    @Override
    public String toString() {
        return "master key " + fingerprint();
    }
}
