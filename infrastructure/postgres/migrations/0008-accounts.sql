-- What people sign in with besides a password, and what they are sent.

alter table users
  add column email_verified_at timestamptz,
  add column disabled_at timestamptz,
  alter column password_hash drop not null;

alter table sessions
  add column methods text[] not null default '{pwd}',
  add column oidc_provider_id text,
  add column oidc_id_token text;
alter table sessions alter column methods drop default;

-- The session is the family of its refresh tokens.
create table refresh_tokens (
  hash text primary key,
  session_id text not null references sessions on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_tokens_session on refresh_tokens (session_id);

create table sign_in_challenges (
  token_hash text primary key,
  user_id text not null references users on delete cascade,
  failures integer not null,
  passkey_challenge text,
  expires_at timestamptz not null
);
create index sign_in_challenges_user on sign_in_challenges (user_id);

create table totp (
  user_id text primary key references users on delete cascade,
  sealed_ciphertext bytea not null,
  sealed_wrapped_key bytea not null,
  sealed_key_id text not null,
  sealed_nonce bytea not null,
  confirmed_at timestamptz,
  -- A code is good once: the newest time step that was used.
  last_step bigint not null default 0
);

create table recovery_codes (
  user_id text not null references users on delete cascade,
  hash text not null,
  used_at timestamptz,
  primary key (user_id, hash)
);

create table passkeys (
  id text primary key,
  user_id text not null references users on delete cascade,
  name text not null,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_user on passkeys (user_id);

create table mailed_tokens (
  token_hash text primary key,
  purpose text not null check (purpose in ('verify-email', 'reset-password')),
  user_id text not null references users on delete cascade,
  email text not null,
  expires_at timestamptz not null
);
create index mailed_tokens_user on mailed_tokens (user_id);

-- Messages to people; the body is sealed, and goes once an SMTP server has taken it.
create table mails (
  id text primary key,
  number bigint generated always as identity,
  recipient text not null,
  subject text not null,
  sealed_ciphertext bytea,
  sealed_wrapped_key bytea,
  sealed_key_id text,
  sealed_nonce bytea,
  created_at timestamptz not null,
  sent_at timestamptz,
  attempts integer not null,
  error text
);
create index mails_newest on mails (number desc);

-- Keys that access tokens are signed with; the newest signs, the others are published until their tokens have expired.
create table signing_keys (
  id text primary key,
  public_jwk jsonb not null,
  sealed_ciphertext bytea not null,
  sealed_wrapped_key bytea not null,
  sealed_key_id text not null,
  sealed_nonce bytea not null,
  created_at timestamptz not null
);

-- Columns as rate-limiter-flexible wants them.
create table throttle (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index throttle_expire on throttle (expire);
