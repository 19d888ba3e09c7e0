package io.holdfast.embedded.s3;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One S3 server on 127.0.0.1, path-style, over a directory. {@code If-None-Match: *} is atomic: the
 * object is published by a hard link. Bodies signed as one piece are held in memory while their
 * hash is checked (at most 128 MiB); chunk-signed and unsigned ones are streamed to disk.
 */
public final class EmbeddedS3 implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedS3.class);
    private static final long STOP_TIMEOUT_MILLIS = 5_000;

    private final Path directory;
    private final boolean deletedAtClose;
    private final String accessKey;
    private final String secretKey;
    private final Thread atExit = new Thread(this::deleteDirectory, "embedded-s3-exit");
    private int port;
    private @Nullable S3Proxy server;

    private EmbeddedS3(
            Path directory, boolean deletedAtClose, int port, String accessKey, String secretKey) {
        this.directory = directory;
        this.deletedAtClose = deletedAtClose;
        this.port = port;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    public static EmbeddedS3Builder builder() {
        return new EmbeddedS3Builder();
    }

    static EmbeddedS3 started(
            @Nullable Path given,
            int port,
            String accessKey,
            String secretKey,
            List<String> buckets) {
        try {
            var directory =
                    given == null
                            ? Files.createTempDirectory("holdfast-s3-")
                            : Files.createDirectories(given);
            var s3 = new EmbeddedS3(directory, given == null, port, accessKey, secretKey);
            Runtime.getRuntime().addShutdownHook(s3.atExit);
            try {
                buckets.forEach(s3::createBucket);
                s3.start();
                return s3;
            } catch (RuntimeException | Error e) {
                s3.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure("embedded-s3-start-failed", "cannot make a directory for objects", e);
        }
    }

    /** Starts a stopped server again, on its port and over its directory. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        var starting =
                S3Proxy.builder()
                        .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                        .endpoint(URI.create("http://127.0.0.1:" + port))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                        .stopTimeout(STOP_TIMEOUT_MILLIS)
                        .build();
        try {
            starting.start();
        } catch (Exception e) {
            stop(starting);
            throw failure("embedded-s3-start-failed", "cannot listen on port " + port, e);
        }
        server = starting;
        port = starting.getPort();
    }

    /** Lets requests in flight end, for five seconds at most; objects stay. Idempotent. */
    public synchronized void stop() {
        if (server != null) {
            stop(server);
            server = null;
        }
    }

    /** A stop and a start: same port, same objects. */
    public void restart() {
        stop();
        start();
    }

    /** Does nothing if the bucket exists. Needs no running server. */
    public void createBucket(String name) {
        try {
            Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw failure("embedded-s3-bucket-failed", "cannot create bucket " + name, e);
        }
    }

    public synchronized boolean isRunning() {
        return server != null;
    }

    /** {@code http://127.0.0.1:<port>}, the same after a restart. */
    public synchronized URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /** One directory a bucket, one file an object: to damage, count or remove behind S3's back. */
    public Path directory() {
        return directory;
    }

    /** Stops the server and deletes its directory, unless it was given. Idempotent. */
    @Override
    public synchronized void close() {
        stop();
        if (Files.exists(directory)) {
            forgetHook();
            deleteDirectory();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs, and finds what is left to do.
            LOG.debug("closed while the jvm ends", e);
        }
    }

    private void deleteDirectory() {
        if (!deletedAtClose || !Files.exists(directory)) {
            return;
        }
        try {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            throw failure("embedded-s3-close-failed", "cannot delete " + directory, e);
        }
    }

    private static void stop(S3Proxy running) {
        try {
            running.stop();
        } catch (Exception e) {
            throw failure("embedded-s3-stop-failed", "cannot stop the s3 server", e);
        }
    }

    private static HoldfastException failure(String code, String message, Exception cause) {
        return new HoldfastException(
                ErrorCategory.REPOSITORY,
                code,
                message + ": " + cause,
                "Free the port or choose another, and see that the directory is writable.",
                cause);
    }
}
