-- The chains of the audit log. hash = sha256(hash of the entry before ‖ record); the first entry follows sha256(name of the
-- chain). Everything goes through these functions: no role may write the tables itself.
set local role skyclust_owner;

-- Searched by what is stored, not by the expression: under row-level security an index on text search is of no use (its
-- operators are not leakproof), and without the column every search would parse every record.
drop index audit_entries_text;
alter table audit_entries
  add column words tsvector generated always as (to_tsvector('simple', record)) stored;
create index audit_entries_words on audit_entries using gin (words);

-- Adds to the end. The head's row takes the writers of a chain in turns until they commit: gapless, in order.
create function audit_write(wanted text, entry jsonb) returns bigint
language plpgsql set search_path = public, pg_temp as $$
declare
  genesis constant bytea := sha256(convert_to(wanted, 'utf8'));
  head audit_heads;
  -- The text is what is hashed; the column gets the same instant.
  at_text constant text := to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  line text;
  line_hash bytea;
begin
  select * into head from audit_heads h where h.chain = wanted for update;
  if not found then
    insert into audit_heads (chain, seq, hash, first_seq, anchor_hash) values (wanted, 0, genesis, 1, genesis)
    on conflict do nothing;
    select * into strict head from audit_heads h where h.chain = wanted for update;
  end if;
  line := (entry || jsonb_build_object('chain', wanted, 'seq', head.seq + 1, 'at', at_text))::text;
  line_hash := sha256(head.hash || convert_to(line, 'utf8'));
  insert into audit_entries (chain, seq, at, actor_id, actor_name, action, result, target_kind, target_id, request_id,
    record, previous_hash, hash)
  values (wanted, head.seq + 1, at_text::timestamptz, entry #>> '{actor,id}', entry #>> '{actor,name}',
    entry ->> 'action', entry ->> 'result', entry #>> '{target,kind}', entry #>> '{target,id}', entry ->> 'requestId',
    line, head.hash, line_hash);
  update audit_heads h set seq = head.seq + 1, hash = line_hash where h.chain = wanted;
  return head.seq + 1;
end $$;

-- For requests inside a workspace: to its chain and no other, whatever the caller says.
create function audit_append(entry jsonb) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  tenant constant text := nullif(current_setting('skyclust.tenant', true), '');
begin
  if tenant is null then
    raise insufficient_privilege using message = 'no workspace has been entered';
  end if;
  return audit_write(tenant, entry);
end $$;

create function audit_append_to(wanted text, entry jsonb) returns bigint
language sql security definer set search_path = public, pg_temp as 'select audit_write(wanted, entry)';

-- Whether the columns that lists filter by say what the hashed record says.
create function audit_columns_fit(e audit_entries) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
declare
  r jsonb;
begin
  r := e.record;
  return (e.chain, e.seq, e.at, e.actor_id, e.actor_name, e.action, e.result, e.target_kind, e.target_id, e.request_id)
    is not distinct from (r ->> 'chain', (r ->> 'seq')::bigint, (r ->> 'at')::timestamptz, r #>> '{actor,id}',
      r #>> '{actor,name}', r ->> 'action', r ->> 'result', r #>> '{target,kind}', r #>> '{target,id}', r ->> 'requestId');
exception when data_exception then
  return false;
end $$;

-- Recomputes a chain as far as the caller may see it. broken_at is the first number that does not fit, null when all do.
create function audit_verify(wanted text, out entries bigint, out broken_at bigint, out what text)
language plpgsql stable set search_path = public, pg_temp as $$
declare
  head audit_heads;
  newest bytea;
begin
  select count(*) into entries from audit_entries e where e.chain = wanted;
  select * into head from audit_heads h where h.chain = wanted;
  if not found then
    if entries > 0 then
      broken_at := 1;
      what := 'head-missing';
    end if;
    return;
  end if;
  select f.expected, f.fault into broken_at, what from (
    select w.expected, case
      when (w.e).seq > w.expected then 'entry-missing'
      when (w.e).seq < w.expected then 'entry-too-many'
      when (w.e).previous_hash <> coalesce(w.before, head.anchor_hash) then 'link-broken'
      when (w.e).hash <> sha256((w.e).previous_hash || convert_to((w.e).record, 'utf8')) then 'entry-changed'
      when not audit_columns_fit(w.e) then 'columns-changed'
    end as fault
    from (
      select e, head.first_seq + row_number() over walk - 1 as expected, lag(e.hash) over walk as before
      from audit_entries e where e.chain = wanted window walk as (order by e.seq)
    ) w
    order by w.expected
  ) f where f.fault is not null limit 1;
  if broken_at is not null then
    return;
  end if;
  select e.hash into newest from audit_entries e where e.chain = wanted order by e.seq desc limit 1;
  if head.first_seq + entries - 1 <> head.seq then
    broken_at := head.first_seq + entries;
    what := 'entry-missing';
  elsif coalesce(newest, head.anchor_hash) <> head.hash then
    broken_at := head.seq;
    what := 'head-changed';
  end if;
end $$;

-- Removes the oldest entries up to the first that is not older, and remembers where the chain begins now.
create function audit_prune(wanted text, before timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  head audit_heads;
  kept bigint;
  removed bigint;
begin
  select * into head from audit_heads h where h.chain = wanted for update;
  if not found then
    return 0;
  end if;
  select min(e.seq) into kept from audit_entries e where e.chain = wanted and e.at >= before;
  kept := coalesce(kept, head.seq + 1);
  update audit_heads h set first_seq = kept, anchor_hash = e.hash
  from audit_entries e where h.chain = wanted and e.chain = wanted and e.seq = kept - 1;
  delete from audit_entries e where e.chain = wanted and e.seq < kept;
  get diagnostics removed = row_count;
  return removed;
end $$;

grant execute on function audit_append to skyclust_app;
grant execute on function audit_append_to, audit_prune to skyclust_system;
grant execute on function audit_columns_fit, audit_verify to skyclust_app, skyclust_system;
