package io.holdfast.agent.restore.feed;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a feeder works.
 *
 * @param spool a directory of this restore alone, outside of the data directory; readable and
 *     writable by the user who runs PostgreSQL
 * @param staleAfter how long the feeder may be silent before {@code restore_command} stops the
 *     recovery
 * @param prefetch how many segments are fetched ahead of what PostgreSQL asks for
 * @param parallel how many of those at once
 * @param keptBytes how much is kept of what PostgreSQL has passed
 * @param retryPause the first pause after a failure that may pass; doubled up to 30 seconds
 */
public record FeederOptions(
        Path spool,
        Duration staleAfter,
        int prefetch,
        int parallel,
        long keptBytes,
        Duration retryPause) {
    /** Two minutes, four segments ahead, two at once, 256 MiB kept. */
    public static FeederOptions in(Path spool) {
        return new FeederOptions(
                spool, Duration.ofMinutes(2), 4, 2, 256L << 20, Duration.ofMillis(200));
    }

    public FeederOptions withStaleAfter(Duration silence) {
        return new FeederOptions(spool, silence, prefetch, parallel, keptBytes, retryPause);
    }

    public FeederOptions withKeptBytes(long bytes) {
        return new FeederOptions(spool, staleAfter, prefetch, parallel, bytes, retryPause);
    }
}
