package io.holdfast.cli;

import io.holdfast.embedded.postgres.EmbeddedPostgres;
import io.holdfast.embedded.s3.EmbeddedS3;
import java.net.URI;
import java.nio.file.Path;

/** What every build brings along. */
final class EmbeddedOrigin implements Origin {
    private final EmbeddedS3 s3;
    private final EmbeddedPostgres database;

    /**
     * @param objects where the S3 server keeps its objects, as files
     */
    EmbeddedOrigin(int major, Path objects) {
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
    public void loseDatabase() {
        database.kill();
    }

    @Override
    public void close() {
        database.close();
        s3.close();
    }
}
