-- The authority that the control plane's certificates are made by. Its key is among the sealed secrets.
create table certificate_authority (
    only_one boolean primary key default true check (only_one),
    certificate bytea not null,
    created_at timestamptz not null
);
