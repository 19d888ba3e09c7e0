package io.holdfast.embedded.origin;

import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import java.net.URI;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** An S3 server other than the embedded one, in a container, with the bucket of an origin. */
public final class ContainerS3 implements AutoCloseable {
    private static final String ACCESS_KEY = "holdfast";
    private static final String SECRET_KEY = "holdfast-secret";

    private final int port = Integer.parseInt(ContainerSetting.S3_PORT.value());
    private final GenericContainer<?> server;

    private ContainerS3() {
        this.server =
                new GenericContainer<>(ContainerSetting.S3_IMAGE.value())
                        .withEnv(
                                Map.of(
                                        "MINIO_ROOT_USER",
                                        ACCESS_KEY,
                                        "MINIO_ROOT_PASSWORD",
                                        SECRET_KEY))
                        .withCommand(ContainerSetting.S3_COMMAND.value())
                        .withExposedPorts(port)
                        .waitingFor(
                                Wait.forListeningPort()
                                        .withStartupTimeout(ContainerSetting.PATIENCE));
    }

    public static ContainerS3 start() throws Exception {
        ContainerS3 s3 = new ContainerS3();
        try {
            s3.server.start();
            s3.makeBucket();
            return s3;
        } catch (Exception | Error e) {
            s3.close();
            throw e;
        }
    }

    private void makeBucket() throws Exception {
        try (MinioClient client =
                MinioClient.builder()
                        .endpoint(endpoint().toString())
                        .credentials(ACCESS_KEY, SECRET_KEY)
                        .build()) {
            client.makeBucket(MakeBucketArgs.builder().bucket(Origin.BUCKET).build());
        }
    }

    public URI endpoint() {
        return URI.create("http://" + server.getHost() + ":" + server.getMappedPort(port));
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return SECRET_KEY;
    }

    @Override
    public void close() {
        server.stop();
    }
}
