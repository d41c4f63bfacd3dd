-- Cloud accounts. The secret is an envelope: ciphertext under a data key, the data key under a key-encryption key.
-- Foreign keys between tenant tables carry the workspace: their checks bypass row-level security.

create table credentials (
  workspace_id text not null references workspaces on delete cascade,
  id text not null,
  name text not null,
  provider text not null,
  sandbox boolean not null,
  account text not null,
  principal text not null,
  masked text not null,
  verified_at timestamptz,
  created_at timestamptz not null,
  version integer not null,
  sealed_ciphertext bytea not null,
  sealed_wrapped_key bytea not null,
  sealed_key_id text not null,
  sealed_nonce bytea not null,
  primary key (workspace_id, id)
);
create unique index credentials_id on credentials (id);
create unique index credentials_name on credentials (workspace_id, name);
