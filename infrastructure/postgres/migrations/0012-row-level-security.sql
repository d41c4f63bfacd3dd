-- The second wall: three roles, and row-level security on everything that belongs to a workspace or a person.
--
--   skyclust_owner   owns tables and functions; for migrations only
--   skyclust_app     requests inside a workspace: sees the rows of the workspace that its transaction has entered
--   skyclust_system  worker, sign-in, joining, administration: sees all rows, and the log only through its functions
--
-- FORCE: without it the owner would be exempt, and with it whoever is a member of the owner.
-- Later migrations begin with `set local role skyclust_owner`; one that changes tenant rows does that part as
-- skyclust_system. A new tenant table needs the two policies and grants below (a test says so).

do $$
declare
  role_name text;
  modern constant boolean := current_setting('server_version_num')::int >= 160000;
  remedy constant text := format(
    'Give the login %1$I the attribute CREATEROLE, or let an administrator run: '
    'create role skyclust_owner nologin; create role skyclust_app nologin; create role skyclust_system nologin; '
    'grant skyclust_owner, skyclust_app, skyclust_system to %1$I%2$s;',
    current_user, case when modern then ' with inherit true, set true' else '' end);
begin
  foreach role_name in array array['skyclust_owner', 'skyclust_app', 'skyclust_system'] loop
    begin
      -- Roles belong to all databases of the server; another one may be migrated at the same moment.
      if not exists (select from pg_roles where rolname = role_name) then
        execute format('create role %I nologin', role_name);
      end if;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'SkyClust needs the database role %, and may not create it', role_name using hint = remedy;
    end;
    if exists (select from pg_roles where rolname = role_name and (rolsuper or rolbypassrls)) then
      raise exception 'The role % would bypass row-level security', role_name
        using hint = format('Run: alter role %I nosuperuser nobypassrls;', role_name);
    end if;
    if not pg_has_role(current_user, role_name, 'USAGE')
      or not pg_has_role(current_user, role_name, case when modern then 'SET' else 'MEMBER' end) then
      begin
        execute format('grant %I to %I%s', role_name, current_user,
          case when modern then ' with inherit true, set true' else '' end);
      exception when insufficient_privilege then
        raise exception 'SkyClust needs to act as the database role %, and may not', role_name using hint = remedy;
      end;
    end if;
  end loop;
  if pg_has_role('skyclust_app', 'skyclust_system', 'MEMBER')
    or pg_has_role('skyclust_app', 'skyclust_owner', 'MEMBER') then
    raise exception 'The role skyclust_app is a member of one it must be kept apart from'
      using hint = 'Run: revoke skyclust_owner, skyclust_system from skyclust_app;';
  end if;
  if not has_schema_privilege(current_user, 'public', 'create with grant option') then
    raise exception 'The login % must own the database', current_user
      using hint = format('Run: alter database %I owner to %I;', current_database(), current_user);
  end if;
end $$;

grant usage, create on schema public to skyclust_owner with grant option;
grant usage on schema public to skyclust_app;
-- CREATE only until the functions below are its own.
grant usage, create on schema public to skyclust_system;

alter default privileges for role skyclust_owner revoke execute on functions from public;
alter default privileges for role skyclust_system revoke execute on functions from public;

-- Wakes a key of the queue, for those who must not see the queue. `least` keeps the earlier time; together with
-- due_at = null at claim it makes a hundred calls during a run one more run.
create function wake(wanted text, delay_ms float8) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into work (key, due_at) values (wanted, now() + delay_ms * interval '1 ms')
  on conflict (key) do update set due_at = least(work.due_at, excluded.due_at), priority = 0, attempts = 0;
  perform pg_notify('skyclust_work', '');
end $$;

-- Makes the rows of a workspace visible for the rest of the transaction, if the principal is a live member now: who was
-- removed a moment ago sees nothing, whatever the caches of the program say. Returns whether they are.
create function enter_workspace(workspace text, principal text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  live constant boolean :=
    exists (
      select from memberships m join users u on u.id = m.user_id
      where m.workspace_id = workspace and m.user_id = principal and u.disabled_at is null
        and (m.expires_at is null or m.expires_at > now()))
    or exists (
      select from service_accounts s
      where s.workspace_id = workspace and s.id = principal and s.disabled_at is null);
begin
  perform set_config('skyclust.tenant', case when live then workspace else '' end, true);
  return live;
end $$;

-- Tells all instances to forget what they remember of access. Equal notifications of a transaction are one.
create function notify_access() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_notify('skyclust_access', '');
  return null;
end $$;

revoke execute on function wake, enter_workspace, notify_access from public;
grant execute on function wake, enter_workspace to skyclust_app, skyclust_system;

-- By row, so that a statement that touched nothing, or nothing that matters, is silent.
create trigger sessions_access after delete on sessions for each row execute function notify_access();
create trigger api_keys_access after delete on api_keys for each row execute function notify_access();
create trigger memberships_access after insert or delete on memberships for each row execute function notify_access();
create trigger memberships_access_update after update on memberships for each row
  when (old is distinct from new) execute function notify_access();
create trigger service_accounts_access after delete on service_accounts for each row execute function notify_access();
create trigger service_accounts_access_update after update on service_accounts for each row
  when (old is distinct from new) execute function notify_access();
create trigger roles_access after delete on roles for each row execute function notify_access();
create trigger roles_access_update after update on roles for each row
  when (old is distinct from new) execute function notify_access();
create trigger workspaces_access after delete on workspaces for each row execute function notify_access();
create trigger workspaces_access_update after update on workspaces for each row
  when (old is distinct from new) execute function notify_access();
create trigger users_access after update on users for each row
  when ((old.disabled_at, old.platform_admin, old.password_hash)
    is distinct from (new.disabled_at, new.platform_admin, new.password_hash))
  execute function notify_access();

do $$
declare
  tenant constant text := '(select nullif(current_setting(''skyclust.tenant'', true), ''''))';
  -- Table and the column that says whose the row is.
  owned constant jsonb := '{
    "workspaces": "id", "memberships": "workspace_id", "roles": "workspace_id", "service_accounts": "workspace_id",
    "api_keys": "workspace_id", "invitations": "workspace_id", "oidc_providers": "workspace_id",
    "domain_claims": "workspace_id", "external_identities": "workspace_id", "credentials": "workspace_id",
    "resources": "workspace_id", "cloud_objects": "workspace_id", "journal": "workspace_id",
    "event_sequences": "workspace_id", "events": "workspace_id", "idempotency_keys": "workspace_id"}';
  -- Nothing of these is for a request inside a workspace, but that it may send a mail.
  hidden constant text[] := array['sessions', 'refresh_tokens', 'sign_in_challenges', 'totp', 'recovery_codes',
    'passkeys', 'mailed_tokens', 'mails', 'signing_keys', 'throttle', 'oidc_logins', 'work', 'instance'];
  own record;
  name text;
begin
  for own in select key as name, value as col from jsonb_each_text(owned) loop
    execute format('create policy app on %I to skyclust_app using (%I = %s) with check (%2$I = %3$s)',
      own.name, own.col, tenant);
    execute format('grant select, insert, update, delete on %I to skyclust_app, skyclust_system', own.name);
  end loop;

  -- People as their co-members see them; the memberships behind it are those of the workspace.
  create policy app on users for select to skyclust_app
    using (exists (select from memberships m where m.user_id = users.id));
  grant select (id, email, email_verified_at, name, platform_admin, locale, disabled_at, created_at)
    on users to skyclust_app;
  grant select, insert, update, delete on users to skyclust_system;

  -- The log is written by the owner's functions; nobody else changes it.
  foreach name in array array['audit_entries', 'audit_heads'] loop
    execute format('create policy app on %I for select to skyclust_app using (chain = %s)', name, tenant);
    execute format('create policy owner on %I to skyclust_owner using (true) with check (true)', name);
    execute format('grant select on %I to skyclust_app, skyclust_system', name);
  end loop;

  foreach name in array array(select jsonb_object_keys(owned)) || array['users', 'audit_entries', 'audit_heads'] loop
    execute format('create policy system on %I to skyclust_system using (true) with check (true)', name);
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('alter table %I owner to skyclust_owner', name);
  end loop;

  foreach name in array hidden loop
    execute format('grant select, insert, update, delete on %I to skyclust_system', name);
    execute format('alter table %I owner to skyclust_owner', name);
  end loop;
end $$;

grant insert on mails to skyclust_app;
grant usage on sequence work_fence to skyclust_system;
alter sequence work_fence owner to skyclust_owner;
alter table schema_migrations owner to skyclust_owner;
grant select on schema_migrations to skyclust_system;

alter function wake(text, float8) owner to skyclust_system;
alter function enter_workspace(text, text) owner to skyclust_system;
alter function notify_access() owner to skyclust_owner;
revoke create on schema public from skyclust_system;
