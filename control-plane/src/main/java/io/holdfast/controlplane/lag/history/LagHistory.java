package io.holdfast.controlplane.lag.history;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/**
 * The lag of the past, as agents counted it. Every call blocks a virtual thread, and fails as
 * transient while the database is away. Replicas may call everything at once.
 */
public final class LagHistory {
    private static final Duration LONGEST_OF_MINUTES = Duration.ofDays(31);
    private static final Duration LONGEST_OF_HOURS = Duration.ofDays(400);
    // An agent's clock that is wrong by more would leave figures where nobody looks for them.
    private static final Duration MOST_AHEAD = Duration.ofHours(1);
    private static final int DAYS_AHEAD = 2;

    private static final String STORE =
            """
            with told as (
                insert into lag_minute (cluster, minute, instance, %s)
                select $1::text, $2::timestamptz, $3::text, t.*
                from unnest($4::text[], $5::int[], $6::int[], $7::bigint[], $8::bigint[], $9::bigint[]) t
                on conflict do nothing
                returning 1)
            insert into lag_hour_due
            select $1::text, $10::timestamptz where exists (select from told)
            on conflict (cluster, hour) do update set hour = excluded.hour
            """
                    .formatted(FiguresRow.COLUMNS);

    /** Of two instances in one minute the one that captured: that knew the lag more often. */
    private static final String MINUTES =
            """
            select distinct on (minute, repository) minute, %s
            from lag_minute
            where cluster = $1 and minute >= $2 and minute < $3
            order by minute, repository, known desc, samples desc, instance
            """
                    .formatted(FiguresRow.COLUMNS);

    private static final String HOURS =
            """
            select hour, %s from lag_hour
            where cluster = $1 and hour >= $2 and hour < $3
            order by hour, repository
            """
                    .formatted(FiguresRow.COLUMNS);

    private final Database database;
    private final InstantSource clock;
    private final Retention retention;
    private final Partitions minutes = new Partitions("lag_minute", Span.DAY);
    private final Partitions hours = new Partitions("lag_hour", Span.MONTH);

    public LagHistory(Database database, InstantSource clock, Retention retention) {
        this.database = database;
        this.clock = clock;
        this.retention = retention;
    }

    /**
     * Keeps a minute that the agent of an instance told of. Idempotent: of a minute that was told
     * before nothing changes. When it returns the minute is durable.
     */
    public Kept store(String cluster, String instance, LagMinute minute) {
        Instant now = clock.instant();
        if (minute.minute().isBefore(retention.oldestMinute(now))) {
            return Kept.TOO_OLD;
        }
        if (minute.minute().isAfter(now.plus(MOST_AHEAD))) {
            return Kept.IN_THE_FUTURE;
        }
        minutes.ensure(database, minute.minute());
        hours.ensure(database, minute.minute());
        return insert(cluster, instance, minute) ? Kept.STORED : Kept.KNOWN_ALREADY;
    }

    private boolean insert(String cluster, String instance, LagMinute minute) {
        List<RepositoryFigures> told = minute.repositories();
        return database.execute(
                        STORE,
                        cluster,
                        utc(minute.minute()),
                        instance,
                        told.stream().map(RepositoryFigures::repository).toArray(String[]::new),
                        told.stream().map(t -> (int) t.samples()).toArray(Integer[]::new),
                        told.stream().map(t -> (int) t.known()).toArray(Integer[]::new),
                        millis(told, LagFigures::median),
                        millis(told, LagFigures::p99),
                        millis(told, LagFigures::max),
                        utc(minute.minute().truncatedTo(ChronoUnit.HOURS)))
                > 0;
    }

    private static Long[] millis(
            List<RepositoryFigures> told, Function<LagFigures, Duration> figure) {
        return told.stream()
                .map(t -> FiguresRow.millis(t.figures().map(figure).orElse(null)))
                .toArray(Long[]::new);
    }

    /**
     * The minutes of a cluster that begin in this time, by time; one that no agent told of is
     * missing. Each repository is by the instance that knew its lag most often.
     *
     * @param to not in it
     * @throws HoldfastException (user) {@code lag-history-range}: more than 31 days, or none
     */
    public List<LagMinute> minutes(String cluster, Instant from, Instant to) {
        check(from, to, LONGEST_OF_MINUTES);
        return FiguresRow.byTime(rows(MINUTES, cluster, from, to), LagMinute::new);
    }

    /**
     * The hours of a cluster that begin in this time and are rolled up, by time.
     *
     * @param to not in it
     * @throws HoldfastException (user) {@code lag-history-range}: more than 400 days, or none
     */
    public List<LagHour> hours(String cluster, Instant from, Instant to) {
        check(from, to, LONGEST_OF_HOURS);
        return FiguresRow.byTime(rows(HOURS, cluster, from, to), LagHour::new);
    }

    private List<FiguresRow> rows(String sql, String cluster, Instant from, Instant to) {
        return database.query(sql, FiguresRow::read, cluster, utc(from), utc(to));
    }

    private static void check(Instant from, Instant to, Duration longest) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(longest) > 0) {
            throw new HoldfastException(
                    ErrorCategory.USER,
                    "lag-history-range",
                    "the lag's history from " + from + " to " + to + " cannot be shown",
                    "Ask for a time that ends after it begins, of "
                            + longest.toDays()
                            + " days at most.");
        }
    }

    /**
     * Makes partitions ahead, rolls up hours that are over, drops what is old. To be called every
     * few minutes by every replica; what a crash leaves undone the next call does.
     *
     * @return false if another replica is at it, and nothing was done
     */
    public boolean maintain() {
        return database.inTransaction(
                sql -> {
                    boolean isOurs = lock(sql);
                    if (isOurs) {
                        maintain(clock.instant());
                    }
                    return isOurs;
                });
    }

    // Held by a transaction of its own, so that the work may be many small ones. Nothing rests on
    // it: it only keeps replicas from doing the same work twice.
    private static boolean lock(Sql sql) {
        return sql.queryOne(
                        "select pg_try_advisory_xact_lock(hashtext('holdfast lag maintenance'))",
                        row -> row.getBoolean(0))
                .orElse(false);
    }

    private void maintain(Instant now) {
        for (int day = 0; day <= DAYS_AHEAD; day++) {
            minutes.ensure(database, now.plus(Duration.ofDays(day)));
            hours.ensure(database, now.plus(Duration.ofDays(day)));
        }
        new RollUp(database).upTo(now.minus(Duration.ofHours(1)));
        // minutes of an hour that is still due (another replica is at it) wait for the next time
        minutes.drop(
                database,
                retention.minutesDroppedBefore(now),
                end -> !RollUp.isDueBefore(database, end));
        hours.drop(database, retention.hoursDroppedBefore(now), end -> true);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
