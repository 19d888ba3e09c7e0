package io.holdfast.repository.store.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A real S3 server with one bucket below a directory of the test. */
final class TestS3 implements AutoCloseable {
    static final String BUCKET = "bucket";
    static final S3Credentials CREDENTIALS = S3Credentials.of("access", "secret");

    private final S3Proxy server;

    TestS3(Path directory) {
        try {
            Files.createDirectories(directory.resolve(BUCKET));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server =
                S3Proxy.builder()
                        .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(
                                AuthenticationType.AWS_V4,
                                CREDENTIALS.accessKey(),
                                CREDENTIALS.secretKey())
                        .stopTimeout(1_000)
                        .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.getPort();
    }

    /** Each with a prefix of its own. */
    S3Settings settings() {
        return settings("http://127.0.0.1:" + port());
    }

    static S3Settings settings(String endpoint) {
        return S3Settings.of(
                endpoint,
                "us-east-1",
                BUCKET,
                "some/" + UUID.randomUUID(),
                S3CredentialSources.fixed(CREDENTIALS));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
