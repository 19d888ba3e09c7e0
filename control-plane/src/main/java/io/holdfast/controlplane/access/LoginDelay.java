package io.holdfast.controlplane.access;

import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

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
     * @throws HoldfastException {@code login-delayed}
     */
    void check(Sql sql, String user, String origin) {
        Instant now = clock.instant();
        List<Instant> until =
                sql.query(
                        "select delayed_until from login_failure where who = any($1) and"
                                + " delayed_until > $2 order by delayed_until desc",
                        row -> row.getOffsetDateTime(0).toInstant(),
                        who(user, origin),
                        now.atOffset(ZoneOffset.UTC));
        if (!until.isEmpty()) {
            long seconds = Duration.between(now, until.getFirst()).toSeconds() + 1;
            throw new HoldfastException(
                    ErrorCategory.TRANSIENT,
                    "login-delayed",
                    "too many logins have failed",
                    "Try again in " + seconds + " seconds.");
        }
    }

    void failed(Sql sql, String user, String origin) {
        for (String who : who(user, origin)) {
            int failures =
                    sql.queryOne(
                                    "insert into login_failure as f (who, failures, delayed_until)"
                                            + " values ($1, 1, $2) on conflict (who) do update set"
                                            + " failures = case when f.delayed_until < $3 then 1 else"
                                            + " f.failures + 1 end, delayed_until = $2 returning"
                                            + " failures",
                                    row -> row.getInteger(0),
                                    who,
                                    now(),
                                    now().minus(FORGOTTEN_AFTER))
                            .orElseThrow();
            sql.execute(
                    "update login_failure set delayed_until = $2 where who = $1",
                    who,
                    now().plus(delay(failures)));
        }
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
        return new String[] {"user:" + user, "address:" + origin};
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
