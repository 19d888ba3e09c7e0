package io.holdfast.embedded.postgres;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * New system identifiers: the seconds since 1970 in the upper half, as initdb has them (xlog.c,
 * BootStrapXLOG), and chance in the lower one instead of the microseconds and the process id, since
 * many copies are made at once.
 *
 * @param random seeded differently in every process
 */
record SystemIdentifiers(InstantSource clock, RandomGenerator random) {
    /** Positive as a signed number too. */
    long next() {
        var seconds = clock.instant().getEpochSecond() & Integer.MAX_VALUE;
        return Math.max(1, seconds << Integer.SIZE | Integer.toUnsignedLong(random.nextInt()));
    }
}
