package io.holdfast.repository.store.s3;

import java.time.Duration;

/**
 * How long a call may take.
 *
 * @param connect until a connection stands, TLS included
 * @param idle without a byte in either direction
 * @param total from the first byte to the last one; large enough for 16 MiB on a slow line
 */
public record S3Deadlines(Duration connect, Duration idle, Duration total) {
    /** 10 seconds, 30 seconds, 5 minutes. */
    public static final S3Deadlines DEFAULT =
            new S3Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5));

    public S3Deadlines {
        if (!connect.isPositive() || !idle.isPositive() || !total.isPositive()) {
            throw new IllegalArgumentException("deadlines must be positive");
        }
    }
}
