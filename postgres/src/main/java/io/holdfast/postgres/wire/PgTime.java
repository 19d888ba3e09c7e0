package io.holdfast.postgres.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** PostgreSQL's {@code TimestampTz} on the wire and in WAL: microseconds since 2000-01-01 UTC. */
public final class PgTime {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private PgTime() {}

    public static Instant toInstant(long micros) {
        return EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Rounds down to the microsecond. */
    public static long toMicros(Instant instant) {
        return Math.floorDiv(EPOCH.until(instant, ChronoUnit.NANOS), 1000L);
    }
}
