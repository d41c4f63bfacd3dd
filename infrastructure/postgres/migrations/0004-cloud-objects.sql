-- The engine's memory: the state of every cloud object, and the journal of every mutating call.

create table cloud_objects (
  workspace_id text not null,
  root_id text not null,
  object_id text not null,
  declaration jsonb not null,
  position integer not null,
  state text not null,
  external_id text,
  outputs jsonb not null,
  last_applied jsonb,
  goal text not null check (goal in ('present', 'absent')),
  attempts integer not null,
  replacements integer not null,
  next_attempt_at timestamptz,
  message text,
  error_class text,
  remedy text,
  started_at timestamptz,
  ready_at timestamptz,
  observed_at timestamptz,
  primary key (workspace_id, root_id, object_id),
  foreign key (workspace_id, root_id) references resources (workspace_id, id) on delete cascade
) with (fillfactor = 80);
create index cloud_objects_root on cloud_objects (root_id, position);

-- No foreign key to resources: the journal tells what was done to a cluster that is gone.
create table journal (
  workspace_id text not null references workspaces on delete cascade,
  token text not null,
  number bigint generated always as identity,
  root_id text not null,
  resource_id text not null,
  object_id text not null,
  action text not null check (action in ('create', 'update', 'remove')),
  call text not null,
  intent_at timestamptz not null,
  sent_at timestamptz not null,
  outcome text check (outcome in ('accepted', 'refused', 'found', 'absent')),
  finished_at timestamptz,
  external_id text,
  request_id text,
  operation_id text,
  error text,
  primary key (workspace_id, token)
) with (fillfactor = 80);
create unique index journal_token on journal (token);
create index journal_open on journal (root_id, number) where outcome is null;
create index journal_newest on journal (root_id, number desc);
