package io.holdfast.agent.capture;

import io.holdfast.agent.config.CaptureConfig;
import io.holdfast.agent.config.Durability;
import java.time.Duration;

/**
 * How to capture.
 *
 * @param instance the operator's name of the PostgreSQL instance
 * @param maxPieceBytes at most 16 MiB
 * @param windowBytes how much cut WAL is held in memory for the repositories
 * @param detachAfter how long a slow repository may hold up the others
 * @param suspendAfter how long a repository may stall before it stops counting
 * @param shutdownDeadline how long a server that shuts down is kept waiting for its last WAL
 */
public record CaptureSettings(
        String instance,
        String slot,
        Durability durability,
        CaptureConfig config,
        int maxPieceBytes,
        long windowBytes,
        Duration detachAfter,
        Duration suspendAfter,
        Duration shutdownDeadline) {
    private static final int MIB = 1 << 20;

    /** The settings for everything that the configuration does not say. */
    public static CaptureSettings of(
            String instance, String slot, Durability durability, CaptureConfig config) {
        return new CaptureSettings(
                instance,
                slot,
                durability,
                config,
                4 * MIB,
                20L * MIB,
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10));
    }
}
