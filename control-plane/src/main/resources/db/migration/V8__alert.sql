-- As the control plane that judges a cluster has told of it, last. Nothing waits for this table: alerts
-- fire while it cannot be written.
create table alert (
    id text primary key,
    rule text not null,
    cluster text not null,
    subject text not null,
    severity text not null check (severity in ('WARNING', 'CRITICAL')),
    summary text not null,
    hint text not null,
    since timestamptz not null,
    fired_at timestamptz not null,
    resolved_at timestamptz,
    acknowledged_by text not null default '',
    acknowledged_at timestamptz,
    -- the routes that were told
    told text[] not null default '{}'
);
create index alert_open on alert (rule, cluster, subject) where resolved_at is null;
create index on alert (fired_at);

create table maintenance_window (
    id text primary key,
    -- empty: of all
    cluster text not null,
    until timestamptz not null,
    reason text not null,
    created_by text not null
);

-- Who does what one of several control planes is to do.
create table lease (
    name text primary key,
    holder text not null,
    until timestamptz not null
);
