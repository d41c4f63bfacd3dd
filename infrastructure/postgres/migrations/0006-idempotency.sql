-- Answers of requests that carried an Idempotency-Key; kept for a day.

create table idempotency_keys (
  workspace_id text not null references workspaces on delete cascade,
  key text not null,
  request_hash text not null,
  status integer not null,
  body jsonb not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, key)
);
create index idempotency_keys_age on idempotency_keys (workspace_id, created_at);
