-- What a control plane keeps about itself. Everything secret is sealed under the plane's key.
create table sealed_secret (
    name text primary key,
    sealed bytea not null,
    created_at timestamptz not null
);
