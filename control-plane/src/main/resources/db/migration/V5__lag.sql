-- The lag by the minute, as agents counted it. A minute is told once: what comes again changes nothing.
-- One partition for each day (UTC), made and dropped by the control plane.
create table lag_minute (
    cluster text not null,
    minute timestamptz not null,
    instance text not null,
    repository text not null,
    samples integer not null,
    known integer not null,
    median_ms bigint,
    p99_ms bigint,
    max_ms bigint,
    primary key (cluster, minute, instance, repository),
    check (minute = date_trunc('minute', minute, 'UTC')),
    check (known between 0 and samples),
    check (median_ms between 0 and p99_ms and p99_ms <= max_ms),
    -- a lag that was never known has no figures: no zeros
    check (num_nonnulls(median_ms, p99_ms, max_ms) = case when known > 0 then 3 else 0 end)
) partition by range (minute);

-- The same by the hour, of the minutes that are kept. One partition for each month (UTC).
create table lag_hour (
    cluster text not null,
    hour timestamptz not null,
    repository text not null,
    samples bigint not null,
    known bigint not null,
    median_ms bigint,
    p99_ms bigint,
    max_ms bigint,
    primary key (cluster, hour, repository),
    check (hour = date_trunc('hour', hour, 'UTC')),
    check (known between 0 and samples),
    check (num_nonnulls(median_ms, p99_ms, max_ms) = case when known > 0 then 3 else 0 end)
) partition by range (hour);

-- Hours of which minutes came since they were rolled up.
create table lag_hour_due (
    cluster text not null,
    hour timestamptz not null,
    primary key (cluster, hour)
);
create index on lag_hour_due (hour);
