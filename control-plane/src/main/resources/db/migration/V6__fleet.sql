create table join_token (
    id text primary key,
    cluster text not null,
    -- of the secret, which is nowhere
    sha256 bytea not null unique check (octet_length(sha256) = 32),
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

create table cluster (
    id text primary key,
    joined_at timestamptz not null,
    -- PostgreSQL's, decimal; empty until an agent has told it
    system_identifier text not null default ''
);

create table instance (
    cluster text not null references cluster (id),
    name text not null,
    primary key (cluster, name),
    joined_at timestamptz not null,
    -- what its agent told of itself and of the database, last
    role text check (role in ('PRIMARY', 'STANDBY')),
    agent_version text not null default '',
    postgres_version integer not null default 0,
    settings jsonb not null default '{}',
    provider text not null default '',
    region text not null default '',
    repositories jsonb not null default '[]',
    clock_ahead_ms bigint not null default 0,
    last_heard_at timestamptz,
    -- up to which record of which outbox everything was received
    outbox_id text not null default '',
    outbox_number bigint not null default 0
);

create table agent_certificate (
    serial text primary key,
    cluster text not null,
    instance text not null,
    foreign key (cluster, instance) references instance (cluster, name),
    issued_at timestamptz not null,
    not_after timestamptz not null,
    revoked_at timestamptz
);
create index on agent_certificate (cluster, instance);
