package io.holdfast.embedded.origin;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.s3.EmbeddedS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** What every build brings along. */
public final class EmbeddedOrigin implements Origin {
    private final EmbeddedS3 s3;
    private final EmbeddedPostgres database;

    /**
     * @param objects where the S3 server keeps its objects, as files
     */
    public EmbeddedOrigin(int major, Path objects) {
        this.s3 = EmbeddedS3.builder().directory(objects).bucket(BUCKET).start();
        try {
            this.database = EmbeddedPostgres.builder(major).start();
        } catch (RuntimeException | Error e) {
            s3.close();
            throw e;
        }
    }

    @Override
    public int major() {
        return database.major();
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return database.port();
    }

    /** It trusts everybody on this machine. */
    @Override
    public String password() {
        return "ignored";
    }

    @Override
    public URI s3() {
        return s3.endpoint();
    }

    @Override
    public String accessKey() {
        return s3.accessKey();
    }

    @Override
    public String secretKey() {
        return s3.secretKey();
    }

    @Override
    public String newDirectory(String name) {
        Path directory = database.dataDirectory().resolveSibling(name);
        try {
            return Files.createDirectory(directory).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void loseDatabase() {
        database.kill();
    }

    @Override
    public void close() {
        database.close();
        s3.close();
    }
}
