-- Who may do what in a workspace.

alter table workspaces
  add column settings jsonb not null default
    '{"currency": "USD", "timeZone": "UTC", "locale": "ko", "quotas": {}}',
  add column archived_at timestamptz,
  add column version integer not null default 1;

create table roles (
  workspace_id text not null references workspaces on delete cascade,
  id text not null,
  name text not null,
  description text not null,
  grants jsonb not null,
  created_at timestamptz not null,
  version integer not null,
  primary key (workspace_id, id)
);
create unique index roles_id on roles (id);
create unique index roles_name on roles (workspace_id, lower(name));

-- A role is a built-in one by name or a custom one by id; custom_role_id is there for the foreign key.
alter table memberships drop constraint memberships_role_check;
alter table memberships
  add column custom_role_id text generated always as (case when role like 'rol\_%' then role end) stored,
  add constraint memberships_role_check check (
    role in ('owner', 'admin', 'operator', 'viewer') or role like 'rol\_%'),
  add constraint memberships_custom_role foreign key (workspace_id, custom_role_id)
    references roles (workspace_id, id),
  add column source text not null default 'founder'
    check (source in ('founder', 'invitation', 'sso', 'break-glass')),
  add column joined_at timestamptz not null default now(),
  add column expires_at timestamptz;
alter table memberships alter column source drop default, alter column joined_at drop default;

create table service_accounts (
  workspace_id text not null references workspaces on delete cascade,
  id text not null,
  name text not null,
  description text not null,
  role text not null check (role in ('owner', 'admin', 'operator', 'viewer') or role like 'rol\_%'),
  custom_role_id text generated always as (case when role like 'rol\_%' then role end) stored,
  disabled_at timestamptz,
  created_at timestamptz not null,
  version integer not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, custom_role_id) references roles (workspace_id, id)
);
create unique index service_accounts_id on service_accounts (id);
create unique index service_accounts_name on service_accounts (workspace_id, lower(name));

create table api_keys (
  workspace_id text not null references workspaces on delete cascade,
  id text not null,
  name text not null,
  -- Whose it is: exactly one of the two.
  user_id text,
  service_account_id text,
  scopes text[] not null,
  secret_hash text not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  primary key (workspace_id, id),
  check (num_nonnulls(user_id, service_account_id) = 1),
  -- Who is no longer a member has no keys.
  foreign key (workspace_id, user_id) references memberships (workspace_id, user_id) on delete cascade,
  foreign key (workspace_id, service_account_id) references service_accounts (workspace_id, id)
    on delete cascade
);
create unique index api_keys_id on api_keys (id);
create index api_keys_user on api_keys (workspace_id, user_id) where user_id is not null;
create index api_keys_service_account on api_keys (workspace_id, service_account_id)
  where service_account_id is not null;

create table invitations (
  workspace_id text not null references workspaces on delete cascade,
  id text not null,
  email text not null,
  role text not null check (role in ('owner', 'admin', 'operator', 'viewer') or role like 'rol\_%'),
  custom_role_id text generated always as (case when role like 'rol\_%' then role end) stored,
  token_hash text not null,
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, custom_role_id) references roles (workspace_id, id)
);
create unique index invitations_token on invitations (token_hash);
create unique index invitations_email on invitations (workspace_id, lower(email));
