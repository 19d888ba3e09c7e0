package io.holdfast.controlplane.lag;

import java.time.Duration;
import java.util.Optional;

/**
 * A replication slot.
 *
 * @param walStatus PostgreSQL's
 * @param timeLeft until the nearer limit, at the present rate; empty if it does not come closer
 */
public record SlotReport(
        String name,
        String walStatus,
        long retainedBytes,
        long limitBytes,
        Optional<Duration> timeLeft) {}
