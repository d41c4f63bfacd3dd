-- Who did what. One chain per workspace and one of the platform; each entry's hash covers the one before it.
-- No foreign keys: the log outlives what it tells of.

create table audit_heads (
  chain text primary key,
  seq bigint not null,
  hash bytea not null,
  -- The oldest entry kept, and the hash of the one before it.
  first_seq bigint not null,
  anchor_hash bytea not null
) with (fillfactor = 50);

create table audit_entries (
  chain text not null,
  seq bigint not null,
  at timestamptz not null,
  actor_id text,
  actor_name text not null,
  action text not null,
  result text not null check (result in ('success', 'refused', 'error', 'aborted')),
  target_kind text,
  target_id text,
  request_id text,
  -- The whole entry as it was hashed; the columns beside it are for filters only.
  record text not null,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (chain, seq)
);
create index audit_entries_at on audit_entries (chain, at);
create index audit_entries_actor on audit_entries (chain, actor_id, seq);
create index audit_entries_target on audit_entries (chain, target_id, seq) where target_id is not null;
create index audit_entries_request on audit_entries (chain, request_id) where request_id is not null;
create index audit_entries_text on audit_entries using gin (to_tsvector('simple', record));
