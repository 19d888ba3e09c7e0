package io.holdfast.agent.capture;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What sessions have met that the next one will know, so that none is begun again and again for the
 * same while its repository comes and goes. Thread-safe.
 */
final class Encounters {
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final Map<Object, Long> metNanos = new HashMap<>();

    Encounters(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether this was not met for a while: an unknown epoch, or a repository that came late. */
    synchronized boolean isNews(Object met) {
        long now = nanos.getAsLong();
        Long before = metNanos.get(met);
        boolean isNews = before == null || now - before > PAUSE.toNanos();
        if (isNews) {
            metNanos.put(met, now);
        }
        return isNews;
    }
}
