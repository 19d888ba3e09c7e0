package io.holdfast.controlplane.lag.history;

import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Makes hours of minutes: of every hour that is over and into which minutes came since, always of
 * all its minutes, so that a minute that comes days later is in it too. Every replica may do it at
 * any time: what one has taken, the others pass over.
 */
final class RollUp {
    private static final int BATCH = 500;

    /**
     * The row of an hour is locked here, and by whoever adds a minute to it: so a minute is either
     * committed before, and seen by the statement that follows, or leaves the hour due again.
     */
    private static final String TAKE =
            """
            delete from lag_hour_due d
            using (
                select cluster, hour from lag_hour_due
                where hour <= $1
                order by hour, cluster
                limit %d
                for update skip locked) t
            where d.cluster = t.cluster and d.hour = t.hour
            returning d.cluster, d.hour
            """
                    .formatted(BATCH);

    private static final String MAKE =
            """
            insert into lag_hour
            select t.cluster, t.hour, m.repository, sum(m.samples), sum(m.known),
                percentile_disc(0.5) within group (order by m.median_ms), max(m.p99_ms), max(m.max_ms)
            from unnest($1::text[], $2::timestamptz[]) as t (cluster, hour)
            cross join lateral (
                select distinct on (minute, repository) *
                from lag_minute
                where cluster = t.cluster and minute >= t.hour and minute < t.hour + interval '1 hour'
                order by minute, repository, known desc, samples desc, instance) m
            group by t.cluster, t.hour, m.repository
            on conflict (cluster, hour, repository) do update set
                samples = excluded.samples, known = excluded.known,
                median_ms = excluded.median_ms, p99_ms = excluded.p99_ms, max_ms = excluded.max_ms
            """;

    private final Database database;

    RollUp(Database database) {
        this.database = database;
    }

    private record Due(String cluster, OffsetDateTime hour) {}

    /** Rolls up every hour that began at this moment or before. */
    void upTo(Instant newest) {
        OffsetDateTime limit = newest.atOffset(ZoneOffset.UTC);
        int taken = BATCH;
        while (taken == BATCH) {
            taken = database.inTransaction(sql -> batch(sql, limit));
        }
    }

    private static int batch(Sql sql, OffsetDateTime limit) {
        List<Due> due =
                sql.query(TAKE, row -> new Due(row.getString(0), row.getOffsetDateTime(1)), limit);
        sql.execute(
                MAKE,
                due.stream().map(Due::cluster).toArray(String[]::new),
                due.stream().map(Due::hour).toArray(OffsetDateTime[]::new));
        return due.size();
    }

    /** Whether an hour that began before this moment waits to be rolled up. */
    static boolean isDueBefore(Sql sql, Instant moment) {
        return sql.queryOne(
                        "select exists (select from lag_hour_due where hour < $1)",
                        row -> row.getBoolean(0),
                        moment.atOffset(ZoneOffset.UTC))
                .orElse(false);
    }
}
