-- What was done, by whom and from where: written once, each entry bound to the one before by a hash.
create table audit_entry (
    number bigint primary key check (number > 0),
    at timestamptz not null,
    actor text not null,
    origin text not null,
    action text not null,
    subject text not null,
    outcome text not null check (outcome in ('DONE', 'DENIED', 'FAILED')),
    before text not null,
    after text not null,
    hash bytea not null check (octet_length(hash) = 32)
);

-- The newest entry. Whoever appends holds this row, so that numbers have no holes.
create table audit_head (
    only_one boolean primary key default true check (only_one),
    number bigint not null,
    hash bytea not null
);
insert into audit_head (number, hash) values (0, decode(repeat('00', 32), 'hex'));

create function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever appended to';
end
$$;

create trigger audit_entry_stays before update or delete on audit_entry
    for each row execute function refuse_change_of_audit();
create trigger audit_entry_is_not_emptied before truncate on audit_entry
    for each statement execute function refuse_change_of_audit();
