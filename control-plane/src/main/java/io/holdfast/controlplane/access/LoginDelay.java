package io.holdfast.controlplane.access;

import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Slows down whoever guesses passwords: after five failures in a row, of a user or from an address,
 * each further one doubles a delay, from two seconds to a quarter of an hour. Kept in the database,
 * for all replicas.
 */
final class LoginDelay {
    private static final int FREE_FAILURES = 5;
    private static final int MOST_DOUBLINGS = 12;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final InstantSource clock;

    LoginDelay(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Counts a try as a failure, until it has succeeded. To be called in a transaction of its own.
     *
     * @throws HoldfastException {@code login-delayed}: it is not to be looked at
     */
    void count(Sql sql, String user, String origin) {
        for (String who : who(user, origin)) {
            sql.execute(
                    "insert into login_failure (who, failures, delayed_until) values ($1, 0,"
                            + " 'epoch') on conflict do nothing",
                    who);
            Tries tries =
                    sql.queryOne(
                                    "select failures, delayed_until from login_failure where who ="
                                            + " $1 for update",
                                    row ->
                                            new Tries(
                                                    row.getInteger(0),
                                                    row.getOffsetDateTime(1).toInstant()),
                                    who)
                            .orElseThrow();
            // not before the row is held: others may just have written it
            Instant now = clock.instant();
            refuseEarly(tries, now);
            boolean isForgotten = tries.until().isBefore(now.minus(FORGOTTEN_AFTER));
            int failures = isForgotten ? 1 : tries.failures() + 1;
            sql.execute(
                    "update login_failure set failures = $2, delayed_until = $3 where who = $1",
                    who,
                    failures,
                    now.plus(delay(failures)).atOffset(ZoneOffset.UTC));
        }
    }

    private record Tries(int failures, Instant until) {}

    private static void refuseEarly(Tries tries, Instant now) {
        // written by a clock that was wrong: nobody waits longer than the longest delay
        boolean isSane = !tries.until().isAfter(now.plus(LONGEST));
        if (isSane && tries.until().isAfter(now)) {
            long seconds = Duration.between(now, tries.until()).toSeconds() + 1;
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "login-delayed",
                    "too many logins have failed",
                    "Try again in " + seconds + " seconds.");
        }
    }

    /** Deletes what counts no more. */
    void forget(Sql sql) {
        sql.execute(
                "delete from login_failure where delayed_until < $1", now().minus(FORGOTTEN_AFTER));
    }

    static Duration delay(int failures) {
        if (failures < FREE_FAILURES) {
            return Duration.ZERO;
        }
        Duration delay =
                Duration.ofSeconds(2L << Math.min(failures - FREE_FAILURES, MOST_DOUBLINGS));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    void succeeded(Sql sql, String user, String origin) {
        sql.execute("delete from login_failure where who = any($1)", (Object) who(user, origin));
    }

    private static String[] who(String user, String origin) {
        // in one order, so that no two wait for each other
        return new String[] {"address:" + origin, "user:" + user};
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
