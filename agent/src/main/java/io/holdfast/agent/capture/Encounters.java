package io.holdfast.agent.capture;

import io.holdfast.repository.epoch.EpochId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which unknown epochs sessions have met, so that none is begun again and again for the same one
 * while its repository comes and goes. Thread-safe.
 */
final class Encounters {
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final Map<EpochId, Long> metNanos = new HashMap<>();

    Encounters(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether the epoch was not met for a while. */
    synchronized boolean isNews(EpochId epoch) {
        long now = nanos.getAsLong();
        Long before = metNanos.get(epoch);
        boolean isNews = before == null || now - before > PAUSE.toNanos();
        if (isNews) {
            metNanos.put(epoch, now);
        }
        return isNews;
    }
}
