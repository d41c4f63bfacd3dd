-- People, their sign-ins, and the workspaces they share.

create table users (
  id text primary key,
  email text not null,
  name text not null,
  password_hash text not null,
  platform_admin boolean not null,
  locale text not null check (locale in ('ko', 'en')),
  created_at timestamptz not null
);
create unique index users_email on users (lower(email));

create table sessions (
  id text primary key,
  user_id text not null references users on delete cascade,
  token_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_seen_at timestamptz not null,
  user_agent text not null,
  address text not null
);
create unique index sessions_token_hash on sessions (token_hash);
create index sessions_user on sessions (user_id);

create table workspaces (
  id text primary key,
  slug text not null,
  name text not null,
  created_at timestamptz not null
);
create unique index workspaces_slug on workspaces (slug);

create table memberships (
  workspace_id text not null references workspaces on delete cascade,
  user_id text not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'operator', 'viewer')),
  primary key (workspace_id, user_id)
);
create index memberships_user on memberships (user_id);
