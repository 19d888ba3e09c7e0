package io.holdfast.cli;

import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import java.net.URI;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** PostgreSQL and another S3 server, each in a container, on ports of this machine. */
final class ContainerOrigin implements Origin {
    private static final int POSTGRES_PORT = 5432;
    private static final String PASSWORD = "not a secret";
    private static final String ACCESS_KEY = "holdfast";
    private static final String SECRET_KEY = "holdfast-secret";

    private final GenericContainer<?> database;
    private final GenericContainer<?> s3;
    private int major;

    private ContainerOrigin(GenericContainer<?> database, GenericContainer<?> s3) {
        this.database = database;
        this.s3 = s3;
    }

    static ContainerOrigin start() throws Exception {
        var origin = new ContainerOrigin(postgres(), s3Server());
        try {
            origin.database.start();
            origin.s3.start();
            origin.makeBucket();
            origin.letReplicate();
            origin.major = Integer.parseInt(origin.query("show server_version_num")) / 10_000;
            return origin;
        } catch (Exception | Error e) {
            origin.close();
            throw e;
        }
    }

    /** Where restored it runs on another machine, which may know no locale but C. */
    private static GenericContainer<?> postgres() {
        return new GenericContainer<>(ContainerSetting.POSTGRES_IMAGE.value())
                .withEnv(
                        Map.of(
                                "POSTGRES_PASSWORD",
                                PASSWORD,
                                "POSTGRES_INITDB_ARGS",
                                "--locale=C --encoding=UTF8"))
                .withExposedPorts(POSTGRES_PORT)
                // once for the server that only initializes, once for good
                .waitingFor(
                        Wait.forLogMessage(
                                ".*database system is ready to accept connections.*", 2));
    }

    private static GenericContainer<?> s3Server() {
        int port = Integer.parseInt(ContainerSetting.S3_PORT.value());
        return new GenericContainer<>(ContainerSetting.S3_IMAGE.value())
                .withEnv(Map.of("MINIO_ROOT_USER", ACCESS_KEY, "MINIO_ROOT_PASSWORD", SECRET_KEY))
                .withCommand(ContainerSetting.S3_COMMAND.value())
                .withExposedPorts(port)
                .waitingFor(Wait.forListeningPort());
    }

    private void makeBucket() throws Exception {
        try (MinioClient client =
                MinioClient.builder()
                        .endpoint(s3().toString())
                        .credentials(ACCESS_KEY, SECRET_KEY)
                        .build()) {
            client.makeBucket(MakeBucketArgs.builder().bucket(BUCKET).build());
        }
    }

    /** Images let everybody query and nobody stream; the rule is written by the server itself. */
    private void letReplicate() {
        String rules = query("show hba_file");
        execute(
                "copy (select 'host replication all all scram-sha-256') to program 'cat >> "
                        + rules
                        + "'",
                "select pg_reload_conf()");
    }

    @Override
    public int major() {
        return major;
    }

    @Override
    public String host() {
        return database.getHost();
    }

    @Override
    public int port() {
        return database.getMappedPort(POSTGRES_PORT);
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public URI s3() {
        int port = Integer.parseInt(ContainerSetting.S3_PORT.value());
        return URI.create("http://" + s3.getHost() + ":" + s3.getMappedPort(port));
    }

    @Override
    public String accessKey() {
        return ACCESS_KEY;
    }

    @Override
    public String secretKey() {
        return SECRET_KEY;
    }

    @Override
    public void loseDatabase() {
        database.getDockerClient().killContainerCmd(database.getContainerId()).exec();
    }

    @Override
    public void close() {
        database.stop();
        s3.stop();
    }
}
