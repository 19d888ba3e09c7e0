-- Every version of every policy that was ever applied; nothing is removed from it.
create table policy_version (
    name text not null,
    version bigint not null check (version > 0),
    primary key (name, version),
    -- a Policy of the contract, in its JSON
    document text not null,
    applied_by text not null,
    applied_at timestamptz not null
);

-- Those that are there now.
create table policy (
    name text primary key,
    version bigint not null,
    foreign key (name, version) references policy_version (name, version)
);

-- The cluster need not have joined yet, and the policy may be built in.
create table assignment (
    cluster text primary key,
    policy text not null,
    assigned_at timestamptz not null
);
create index on assignment (policy);

alter table instance
    add column policy_name text not null default '',
    add column policy_version bigint not null default 0,
    -- code, message and hint; empty if the policy is not refused
    add column policy_refusal jsonb not null default '{}';

create table job (
    id text primary key,
    cluster text not null references cluster (id),
    kind text not null check (kind in ('BACKUP')),
    state text not null check (
        state in ('WAITING', 'SENT', 'RUNNING', 'COMPLETE', 'FAILED', 'EXPIRED', 'CANCELLED')),
    -- to whose agent it was given; empty until then
    instance text not null default '',
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    began_at timestamptz,
    ended_at timestamptz,
    backup_id text not null default '',
    -- a Failure of the contract, in its JSON; empty if there is none
    failure text not null default ''
);
create index on job (cluster, created_at);
create index on job (created_at);
create index job_open on job (cluster) where state in ('WAITING', 'SENT', 'RUNNING');

create table backup_run (
    cluster text not null references cluster (id),
    backup_id text not null,
    instance text not null,
    primary key (cluster, backup_id, instance),
    began_at timestamptz not null,
    due_at timestamptz,
    ended_at timestamptz,
    outcome text not null,
    -- a BackupRun of the contract, in its JSON
    document text not null
);
create index on backup_run (cluster, began_at);
