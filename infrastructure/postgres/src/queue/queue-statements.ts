import type { Sql } from '../database/sql.ts'
import { WORK_CHANNEL } from './add-job.ts'

/** First key of the advisory locks; the second is the instance's number. */
const INSTANCE_LOCK = 7_001

export interface Claim {
  readonly key: string
  readonly fence: string
  /** Consecutive failures so far. */
  readonly attempts: number
}

/** How a run ended. `released` = neither success nor failure: it was interrupted, or the lease was lost. */
export interface Outcome {
  readonly key: string
  readonly fence: string
  readonly kind: 'succeeded' | 'failed' | 'released'
  /** When to run again; null = when woken. */
  readonly delayMs: number | null
  readonly error: string | null
}

/** Registers and takes the session lock in one statement: peers never see an instance that does not hold its lock yet. */
export async function register(sql: Sql, id: string, ttlMs: number, host: string): Promise<void> {
  await sql.run(
    `with me as (
       insert into instance (id, expires_at, host) values ($1, now() + $2 * interval '1 ms', $3)
       returning num
     )
     select pg_advisory_lock(${INSTANCE_LOCK}, num) from me`,
    [id, ttlMs, host],
  )
}

/** False when the instance is no longer registered: peers took it for dead. */
export async function heartbeat(sql: Sql, id: string, ttlMs: number): Promise<boolean> {
  const text = `update instance set expires_at = now() + $2 * interval '1 ms' where id = $1`
  return (await sql.run(text, [id, ttlMs])) === 1
}

/**
 * Takes due keys: urgent ones for all free slots, background ones for `backgroundSlots` of them. FOR UPDATE, not the
 * weaker lock of a plain update, so that a transaction that still holds the lease by KEY SHARE is waited out.
 */
export async function claim(
  sql: Sql,
  id: string,
  slots: number,
  backgroundSlots: number,
): Promise<Claim[]> {
  return sql.rows<{ key: string; fence: string; attempts: number }>(
    `with urgent as (
       select key from work where lease_owner is null and priority = 0 and due_at <= now()
       order by due_at limit $2 for update skip locked
     ), background as (
       select key from work where lease_owner is null and priority = 1 and due_at <= now()
       order by due_at limit greatest(0, $3 - (select count(*) from urgent)) for update skip locked
     ), chosen as (
       select key from urgent union all select key from background
     )
     update work set lease_owner = $1, fence = nextval('work_fence'), due_at = null
     from chosen
     where work.key = chosen.key and exists (select from instance where id = $1)
     returning work.key, work.fence::text as fence, work.attempts`,
    [id, slots, backgroundSlots],
  )
}

/** Milliseconds until the next key is due (0 or less: now); undefined when none is. */
export async function nextDue(sql: Sql, background: boolean): Promise<number | undefined> {
  const row = await sql.row<{ ms: number | null }>(
    `select (extract(epoch from least(
       (select due_at from work where lease_owner is null and priority = 0 and due_at is not null
        order by due_at limit 1),
       (select due_at from work where $1 and lease_owner is null and priority = 1
          and due_at is not null order by due_at limit 1)
     ) - now()) * 1000)::float8 as ms`,
    [background],
  )
  return row?.ms ?? undefined
}

/** Ends runs, many in one statement; what has a stale fence changes nothing. `least` keeps a wake-up during the run. */
export async function finish(sql: Sql, id: string, outcomes: readonly Outcome[]): Promise<void> {
  await sql.run(
    `update work set lease_owner = null, last_error = d.error,
       attempts = case d.kind when 'succeeded' then 0 when 'failed' then work.attempts + 1
         else work.attempts end,
       priority = case when work.due_at is null and d.kind <> 'released' then 1 else work.priority end,
       due_at = least(work.due_at, now() + d.delay_ms * interval '1 ms')
     from unnest($2::text[], $3::bigint[], $4::text[], $5::float8[], $6::text[])
       as d(key, fence, kind, delay_ms, error)
     where work.key = d.key and work.fence = d.fence and work.lease_owner = $1`,
    [
      id,
      outcomes.map((o) => o.key),
      outcomes.map((o) => o.fence),
      outcomes.map((o) => o.kind),
      outcomes.map((o) => o.delayMs),
      outcomes.map((o) => o.error),
    ],
  )
}

/**
 * Buries dead instances and frees their keys: at once when the session lock is free (the server lets it go when the
 * process dies), after the time to live when a process hangs. A key whose worker died three times in a row backs off: it
 * may be what kills them. A key locked by a transaction of the dead is passed by until the server has ended that.
 */
export async function reap(sql: Sql, id: string): Promise<number> {
  const row = await sql.row<{ freed: number }>(
    `with dead as (
       select i.id from instance i
       where i.id <> $1 and (i.expires_at < now() or not exists (
         select from pg_locks l
         where l.locktype = 'advisory' and l.classid = ${INSTANCE_LOCK} and l.objid = i.num::oid
           and l.database = (select oid from pg_database where datname = current_database())
           and l.granted))
       for update of i skip locked
     ), gone as (
       delete from instance where id in (select id from dead)
     ), owners as materialized (
       select distinct lease_owner as id from work
       where lease_owner is not null and (lease_owner in (select id from dead)
         or not exists (select from instance i where i.id = lease_owner))
     ), locked as (
       select key from work where lease_owner in (select id from owners) for update skip locked
     ), freed as (
       update work set lease_owner = null, attempts = attempts + 1,
         last_error = 'the process that worked on it died',
         due_at = now() + case when attempts < 3 then interval '0'
           else least(300000, 100 * 2 ^ least(attempts, 20)) * interval '1 ms' end
       from locked where work.key = locked.key
       returning work.key
     ), total as (
       select count(*) as n from freed
     )
     select n as freed, case when n > 0 then pg_notify('${WORK_CHANNEL}', '') end from total`,
    [id],
  )
  return row?.freed ?? 0
}

/** Gives everything back on a clean stop. */
export async function unregister(sql: Sql, id: string): Promise<void> {
  await sql.run(
    `with gone as (
       delete from instance where id = $1
     ), freed as (
       update work set lease_owner = null, due_at = now() where lease_owner = $1 returning key
     )
     select pg_notify('${WORK_CHANNEL}', '') from freed limit 1`,
    [id],
  )
}

/** Rows of keys nothing is left to do for; a later add makes a new one. */
export async function purge(sql: Sql): Promise<void> {
  await sql.run('delete from work where lease_owner is null and due_at is null')
}

export async function liveInstances(sql: Sql): Promise<number> {
  const text = 'select count(*) as n from instance where expires_at > now()'
  return (await sql.row<{ n: number }>(text))?.n ?? 0
}

/** Depth and age of what waits, for metrics. */
export async function backlog(
  sql: Sql,
): Promise<{ due: number; running: number; oldestMs: number }> {
  const row = await sql.row<{ due: number; running: number; oldestMs: number }>(
    `select count(*) filter (where lease_owner is null and due_at <= now()) as due,
       count(*) filter (where lease_owner is not null) as running,
       coalesce(extract(epoch from now() - min(due_at) filter (
         where lease_owner is null and due_at <= now())) * 1000, 0)::float8 as "oldestMs"
     from work`,
  )
  return row ?? { due: 0, running: 0, oldestMs: 0 }
}
