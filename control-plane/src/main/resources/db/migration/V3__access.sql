create table user_account (
    name text primary key,
    role text not null check (role in ('VIEWER', 'OPERATOR', 'RECOVERY', 'ADMIN', 'AUDITOR')),
    -- Argon2id, as a PHC string
    password text not null,
    created_at timestamptz not null,
    last_login_at timestamptz
);

create table access_token (
    id text primary key,
    user_name text not null references user_account (name) on delete cascade,
    purpose text not null,
    role text not null check (role in ('VIEWER', 'OPERATOR', 'RECOVERY', 'ADMIN', 'AUDITOR')),
    -- of the secret, which is nowhere
    sha256 bytea not null unique check (octet_length(sha256) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz
);
create index on access_token (user_name);

-- Failed logins in a row, by user and by address.
create table login_failure (
    who text primary key,
    failures integer not null,
    delayed_until timestamptz not null
);
