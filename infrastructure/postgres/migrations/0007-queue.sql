-- The keyed work queue. One row per key; due_at null = nothing to do (or running and not woken since).
-- No foreign key to resources: a key outlives its resource until its last run has ended.

create table work (
  key text primary key,
  due_at timestamptz,
  -- 0 = somebody waits for it, 1 = background.
  priority smallint not null default 0,
  lease_owner uuid,
  -- From work_fence: higher for every claim of any key, so that a removed row cannot bring an old fence back.
  fence bigint not null default 0,
  attempts integer not null default 0,
  last_error text
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 200
);
create sequence work_fence;
create index work_due on work (priority, due_at) where lease_owner is null and due_at is not null;
create index work_owner on work (lease_owner) where lease_owner is not null;

-- A worker process. `num` is the number of the session advisory lock it holds while its connection lives.
create table instance (
  id uuid primary key,
  num integer generated always as identity,
  expires_at timestamptz not null,
  started_at timestamptz not null default now(),
  host text not null
) with (fillfactor = 50);
