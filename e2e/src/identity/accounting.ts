import type { Acknowledged } from './mutations.ts'

type Query = (text: string) => Promise<readonly Record<string, unknown>[]>

/** What does not add up between the answers people got, the audit log and the rows of the database. */
export async function accounting(
  query: Query,
  acknowledged: readonly Acknowledged[],
): Promise<readonly string[]> {
  return [
    ...(await answersWithoutEntry(query, acknowledged)),
    ...(await unequal(query)),
    ...(await brokenChains(query)),
  ]
}

/** Every answer has exactly one entry, with its outcome. */
async function answersWithoutEntry(
  query: Query,
  acknowledged: readonly Acknowledged[],
): Promise<readonly string[]> {
  const rows = await query(
    'select request_id, count(*)::int as n, min(action) as action, min(result) as result from audit_entries group by 1',
  )
  const entries = new Map(rows.map((row) => [row['request_id'], row]))
  return acknowledged.flatMap(({ action, status, requestId }) => {
    const entry = entries.get(requestId)
    const result = status < 400 ? 'success' : status < 500 ? 'refused' : 'error'
    const found = `${Number(entry?.['n'] ?? 0)} ${String(entry?.['action'])} ${String(entry?.['result'])}`
    return found === `1 ${action} ${result}`
      ? []
      : [`${action} was answered with ${status}, the log has ${found} (${requestId})`]
  })
}

/** Each row names something and two numbers that must be the same: what there is, and what the log says there is. */
const BALANCE = `
with done as (select action, target_id as id, target_kind as kind, record::jsonb as record, chain, seq
              from audit_entries where result = 'success'),
made as (
  select 'role' as what, 'createRole' as by, 'deleteRole' as gone_by, id from roles
  union all select 'service account', 'createServiceAccount', 'deleteServiceAccount', id from service_accounts
  union all select 'API key', 'createApiKey', 'revokeApiKey', id from api_keys
  union all select 'invitation', 'inviteMember', 'revokeInvitation', id from invitations
  union all select 'workspace', 'createWorkspace', 'deleteWorkspace', id from workspaces where slug <> 'main'),
logged as (
  select what, by, d.id from done d
  join (values ('role', 'createRole', 'deleteRole'), ('service account', 'createServiceAccount', 'deleteServiceAccount'),
    ('API key', 'createApiKey', 'revokeApiKey'), ('invitation', 'inviteMember', 'revokeInvitation'),
    ('workspace', 'createWorkspace', 'deleteWorkspace')) k (what, by, gone_by) on d.action = k.by
  where not exists (select 1 from done g where g.action = k.gone_by and g.id = d.id)
    and d.record #>> '{target,name}' is distinct from 'member@example.com')
select coalesce(m.what, l.what) || ' ' || coalesce(m.id, l.id) as what,
  count(distinct m.id)::int as is, count(l.id)::int as logged
from made m full join logged l on l.id = m.id and l.what = m.what group by 1
union all
select 'version of role ' || id, version, 1 + (select count(*)::int from done d where d.action = 'updateRole' and d.id = r.id)
from roles r
union all
select 'version of service account ' || id, version,
  1 + (select count(*)::int from done d where d.action = 'updateServiceAccount' and d.id = s.id)
from service_accounts s
union all
select 'version of workspace ' || id, version,
  1 + (select count(*)::int from done d where d.action = 'updateWorkspace' and d.id = w.id)
from workspaces w
union all
select 'mails to ' || recipient, count(*)::int,
  (select count(*)::int from done d where d.action = 'inviteMember' and d.record #>> '{target,name}' = m.recipient)
from mails m where recipient like 'guest-%' group by recipient
union all
select 'sessions', count(*)::int,
  (select count(*)::int from done where action in ('setUp', 'signIn', 'acceptInvitation'))
    - (select count(*)::int from done where action = 'signOut')
from sessions
union all
select 'name of the administrator', count(*)::int, 1 from users u
where u.email = 'admin@example.com' and u.name = (
  select c ->> 'after' from done d, jsonb_array_elements(d.record -> 'changes') c
  where d.action = 'updateMe' and c ->> 'path' = '/name' order by d.seq desc limit 1)
union all
select 'role of the member', count(*)::int, 1 from memberships m join users u on u.id = m.user_id
where u.email = 'member@example.com' and m.role = coalesce((
  select c ->> 'after' from done d, jsonb_array_elements(d.record -> 'changes') c
  where d.action = 'changeMember' and c ->> 'path' = '/role' order by d.seq desc limit 1), 'viewer')
`

async function unequal(query: Query): Promise<readonly string[]> {
  const rows = await query(BALANCE)
  return rows
    .filter(({ is, logged }) => is !== logged)
    .map(({ what, is, logged }) => `${String(what)}: ${String(is)}, the log says ${String(logged)}`)
}

async function brokenChains(query: Query): Promise<readonly string[]> {
  const rows = await query(
    'select h.chain, v.entries::int, v.broken_at, v.what from audit_heads h, audit_verify(h.chain) v',
  )
  if (rows.length < 2) return ['there are no chains to verify']
  return rows
    .filter(({ broken_at: at }) => at !== null)
    .map(
      ({ chain, broken_at: at, what }) =>
        `chain ${String(chain)}: ${String(what)} at ${String(at)}`,
    )
}
