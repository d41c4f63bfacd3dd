-- OpenID providers of workspaces, the e-mail domains that route to them, and whom they know.

create table oidc_providers (
  workspace_id text not null references workspaces on delete cascade,
  id text not null,
  name text not null,
  preset text not null,
  issuer text not null,
  client_id text not null,
  scopes text[] not null,
  just_in_time boolean not null,
  default_role text check (default_role in ('owner', 'admin', 'operator', 'viewer') or default_role like 'rol\_%'),
  custom_default_role_id text
    generated always as (case when default_role like 'rol\_%' then default_role end) stored,
  role_mappings jsonb not null,
  enabled boolean not null,
  created_at timestamptz not null,
  version integer not null,
  sealed_ciphertext bytea not null,
  sealed_wrapped_key bytea not null,
  sealed_key_id text not null,
  sealed_nonce bytea not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, custom_default_role_id) references roles (workspace_id, id)
);
create unique index oidc_providers_id on oidc_providers (id);
create unique index oidc_providers_name on oidc_providers (workspace_id, lower(name));

create table domain_claims (
  workspace_id text not null references workspaces on delete cascade,
  id text not null,
  domain text not null,
  proof text not null,
  verified_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index domain_claims_id on domain_claims (id);
create unique index domain_claims_domain on domain_claims (workspace_id, domain);
-- Anybody may claim a domain; only one can prove it.
create unique index domain_claims_verified on domain_claims (domain) where verified_at is not null;

create table external_identities (
  workspace_id text not null,
  provider_id text not null,
  issuer text not null,
  subject text not null,
  user_id text not null references users on delete cascade,
  email text not null,
  created_at timestamptz not null,
  primary key (workspace_id, provider_id, issuer, subject),
  foreign key (workspace_id, provider_id) references oidc_providers (workspace_id, id) on delete cascade
);
create index external_identities_user on external_identities (user_id);

-- Of nobody yet: who is under way at a provider is in no workspace.
create table oidc_logins (
  state_hash text primary key,
  browser_hash text not null,
  provider_id text not null references oidc_providers (id) on delete cascade,
  nonce text not null,
  code_verifier text not null,
  return_to text not null,
  link_to text references users on delete cascade,
  expires_at timestamptz not null
);
