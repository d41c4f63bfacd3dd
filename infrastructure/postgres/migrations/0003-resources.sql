-- What people want and what was last seen of it. One row per managed thing, whatever its kind.

create table resources (
  workspace_id text not null references workspaces on delete cascade,
  id text not null,
  -- Creation order, also of what is created in the same instant.
  number bigint generated always as identity,
  kind text not null,
  name text not null,
  labels jsonb not null,
  provider text not null,
  credential_id text not null,
  location text not null,
  spec jsonb not null,
  generation integer not null,
  status jsonb not null,
  observed_generation integer not null,
  conditions jsonb not null,
  owner_id text,
  root_id text not null,
  management text not null check (management in ('managed', 'observed')),
  deletion_requested_at timestamptz,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, credential_id) references credentials (workspace_id, id)
    on delete no action,
  -- A tree goes with its root, what somebody owns goes with the owner.
  foreign key (workspace_id, owner_id) references resources (workspace_id, id) on delete cascade,
  foreign key (workspace_id, root_id) references resources (workspace_id, id) on delete cascade
) with (fillfactor = 80);
create unique index resources_id on resources (id);
create unique index resources_name on resources (workspace_id, kind, name) where kind <> 'node-pool';
-- Node pools are named within their cluster.
create unique index resources_name_in_owner on resources (workspace_id, owner_id, name)
  where kind = 'node-pool';
-- Orders of the lists: newest first, by kind or all.
create index resources_newest on resources (workspace_id, created_at desc, number desc);
create index resources_newest_of_kind on resources (workspace_id, kind, created_at desc, number desc);
create index resources_root on resources (root_id, number);
create index resources_owner on resources (workspace_id, owner_id) where owner_id is not null;
create index resources_credential on resources (workspace_id, credential_id);
create index resources_network on resources (workspace_id, (spec #>> '{network,networkId}'))
  where kind = 'cluster';
