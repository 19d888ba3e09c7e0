package io.holdfast.embedded.origin;

import java.time.Duration;
import java.util.Locale;

/**
 * Which images the containers are made from: each is a system property, else an environment
 * variable, else has a default. CONTRIBUTING.md lists them.
 */
enum ContainerSetting {
    /** Honours {@code POSTGRES_PASSWORD}, and listens on 5432. */
    POSTGRES_IMAGE("postgres:18"),
    /** Serves S3, with the keys in {@code MINIO_ROOT_USER} and {@code MINIO_ROOT_PASSWORD}. */
    S3_IMAGE("minio/minio:latest"),
    /** What the S3 image is told to run. */
    S3_COMMAND("server /data"),
    S3_PORT("9000");

    /** How long a container may take to start, on a busy machine. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String byDefault;

    ContainerSetting(String byDefault) {
        this.byDefault = byDefault;
    }

    /** Such as {@code holdfast.test.postgres-image} and {@code HOLDFAST_TEST_POSTGRES_IMAGE}. */
    String value() {
        String property = "holdfast.test." + name().toLowerCase(Locale.ROOT).replace('_', '-');
        String environment = System.getenv().getOrDefault("HOLDFAST_TEST_" + name(), byDefault);
        return System.getProperty(property, environment);
    }
}
