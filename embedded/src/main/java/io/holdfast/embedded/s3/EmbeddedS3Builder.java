package io.holdfast.embedded.s3;

import io.holdfast.error.HoldfastException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An S3 server: generated credentials and a directory deleted at close, unless said otherwise. */
public final class EmbeddedS3Builder {
    private final List<String> buckets = new ArrayList<>();
    private String accessKey;
    private String secretKey;
    private @Nullable Path directory;
    private int port;

    EmbeddedS3Builder() {
        var random = new SecureRandom();
        this.accessKey = randomHex(random, 10);
        this.secretKey = randomHex(random, 20);
    }

    /** The only credentials that are let in (signature versions 2 and 4). */
    public EmbeddedS3Builder credentials(String access, String secret) {
        this.accessKey = access;
        this.secretKey = secret;
        return this;
    }

    /** Where the objects are; kept at close. Buckets are its directories. */
    public EmbeddedS3Builder directory(Path kept) {
        this.directory = kept;
        return this;
    }

    /** A port of 127.0.0.1 that must be free; 0, the default, takes any. */
    public EmbeddedS3Builder port(int fixed) {
        this.port = fixed;
        return this;
    }

    /** A bucket to create before the first request, unless it exists. */
    public EmbeddedS3Builder bucket(String name) {
        buckets.add(name);
        return this;
    }

    /**
     * Starts the server. A failure leaves no directory and no thread behind.
     *
     * @throws HoldfastException {@code embedded-s3-start-failed}
     */
    public EmbeddedS3 start() {
        return EmbeddedS3.started(directory, port, accessKey, secretKey, buckets);
    }

    private static String randomHex(SecureRandom random, int bytes) {
        var value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
