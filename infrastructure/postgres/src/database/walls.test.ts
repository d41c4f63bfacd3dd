import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { Client } from 'pg'
import { clientConfig } from './connection.ts'

/** Tables whose rows are told apart by another column than workspace_id. */
const OWNED_BY: Readonly<Record<string, string>> = {
  workspaces: 'id',
  users: 'id',
  audit_entries: 'chain',
  audit_heads: 'chain',
}
/** All that the app role may do outside of tables with row-level security. */
const APP_OUTSIDE = ['mails INSERT']
const APP_FUNCTIONS = [
  'audit_append',
  'audit_columns_fit',
  'audit_verify',
  'enter_workspace',
  'wake',
]

describe('row-level security, by the catalogue', () => {
  let database: TestDatabase
  let client: Client

  before(async () => {
    database = await testDatabase()
    client = new Client(clientConfig(database.connection, 'walls'))
    await client.connect()
  })
  after(async () => {
    await client.end()
    await database.drop()
  })
  const all = async <Row extends object>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql)).rows

  /** What is wrong with any table that belongs to a workspace or a person. */
  const faults = async (): Promise<string[]> => {
    const found: string[] = []
    const tables = await all<TableRow>(TABLES)
    assert.ok(tables.length >= 19, 'the catalogue was read')
    for (const table of tables) {
      const say = (what: string) => found.push(`${table.name}: ${what}`)
      if (!table.enabled || !table.forced) say('row-level security is not forced')
      if (table.owner !== 'skyclust_owner') say(`belongs to ${table.owner}`)
      const policy = (role: string) => table.policies.filter((p) => p.roles.includes(role))
      if (!table.policies.every((p) => p.permissive === 'PERMISSIVE' && p.roles.length === 1))
        say('has a policy for several roles')
      const [app, ...more] = policy('skyclust_app')
      if (!app || more.length > 0) say('has not one policy for the app')
      else {
        if (!app.using.includes('skyclust.tenant') && table.name !== 'users') say('app: no USING')
        if (table.first !== 'id' && !app.using.startsWith(`(${table.first} = `))
          say('app: USING by another column')
        if (app.command === 'ALL' && app.check !== app.using) say('app: no WITH CHECK')
      }
      const system = policy('skyclust_system')
      if (system.length !== 1 || system[0]?.using !== 'true' || system[0].check !== 'true')
        say('system: not all rows')
      if (policy('public').length > 0) say('has a policy for everybody')
    }
    return found
  }

  it('is forced on every table of a workspace or person, with policies for both roles', async () => {
    assert.deepEqual(await faults(), [])
  })

  it('is missed by this test when it is missing', async () => {
    const plants: readonly (readonly [string, RegExp])[] = [
      ['create table scratch (workspace_id text, id text)', /scratch: row-level security/],
      ['alter table events no force row level security', /events: row-level security/],
      ['drop policy app on journal', /journal: has not one policy for the app/],
      ['alter policy app on roles with check (true)', /roles: app: no WITH CHECK/],
      ['alter policy app on credentials to public', /credentials: has a policy for everybody/],
      ['create policy wide on api_keys to skyclust_app using (true)', /api_keys: has not one/],
    ]
    for (const [plant, expected] of plants) {
      await client.query('begin')
      await client.query(plant)
      assert.match((await faults()).join('\n'), expected, plant)
      await client.query('rollback')
    }
  })

  it('has composite keys: references between tenant tables carry the workspace on both sides', async () => {
    assert.deepEqual(await all(LOOSE_KEYS), [])
    await client.query('begin')
    await client.query(
      'create table scratch (workspace_id text, network text references resources (id))',
    )
    assert.deepEqual(await all(LOOSE_KEYS), [{ name: 'scratch_network_fkey' }])
    await client.query('rollback')
  })

  it('has primary keys that begin with the workspace', async () => {
    const rows = await all<{ table: string; first: string }>(
      `select c.relname as table, a.attname as first
       from pg_index i join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
       where i.indisprimary and a.attname <> 'workspace_id' and exists (
         select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')`,
    )
    assert.deepEqual(rows, [])
  })

  it('cannot be bypassed by the roles, nor left for another one', async () => {
    const roles = await all<{ name: string }>(
      `select rolname as name from pg_roles where rolname like 'skyclust\\_%'
         and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb or rolreplication)`,
    )
    assert.deepEqual(roles, [])
    const members = await all<{ app: boolean }>(
      `select pg_has_role('skyclust_app', other, 'MEMBER') as app
       from unnest(array['skyclust_owner', 'skyclust_system', session_user]) as other`,
    )
    assert.ok(members.every(({ app }) => !app))
  })

  it('is all the app role has: nothing of tables without it', async () => {
    const rows = await all<{ grant: string }>(
      `select c.relname || ' ' || privilege as grant
       from pg_class c,
         unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) as privilege
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
         and not c.relrowsecurity and has_any_column_privilege('skyclust_app', c.oid, privilege)
       union all
       select c.relname || ' ' || privilege
       from pg_class c, unnest(array['DELETE', 'TRUNCATE', 'TRIGGER']) as privilege
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
         and has_table_privilege('skyclust_app', c.oid, privilege)
         and (not c.relrowsecurity or privilege <> 'DELETE')
       union all
       select c.relname || ' sequence' from pg_class c
       where c.relnamespace = 'public'::regnamespace and case when c.relkind = 'S'
         then has_sequence_privilege('skyclust_app', c.oid, 'USAGE, SELECT, UPDATE') end`,
    )
    assert.deepEqual(
      rows.map((row) => row.grant),
      APP_OUTSIDE,
    )
  })

  it('leaves the log to its functions, and password hashes to the system', async () => {
    const rows = await all<{ grant: string }>(
      `select role || ' ' || t || ' ' || privilege as grant
       from unnest(array['skyclust_app', 'skyclust_system']) as role,
         unnest(array['audit_entries', 'audit_heads']) as t,
         unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as privilege
       where has_table_privilege(role, t, privilege)
       union all
       select 'app ' || a.attname from pg_attribute a
       where a.attrelid = 'users'::regclass and a.attnum > 0
         and (has_column_privilege('skyclust_app', 'users', a.attname, 'SELECT') and a.attname like '%hash%'
           or has_column_privilege('skyclust_app', 'users', a.attname, 'UPDATE')
           or has_column_privilege('skyclust_app', 'users', a.attname, 'INSERT'))`,
    )
    assert.deepEqual(rows, [])
  })

  it('is not led around by functions or views', async () => {
    const functions = await all<{ name: string; definer: boolean; owner: string; path: boolean }>(
      `select p.proname as name, p.prosecdef as definer, p.proowner::regrole::text as owner,
         coalesce('search_path=public, pg_temp' = any(p.proconfig), false) as path
       from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`,
    )
    const mine = await all<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace
         and has_function_privilege('skyclust_app', oid, 'EXECUTE') order by 1`,
    )
    assert.deepEqual(
      mine.map(({ name }) => name),
      APP_FUNCTIONS,
    )
    for (const { name, definer, owner, path } of functions) {
      assert.ok(path, `${name} has a search path of its own`)
      if (definer) assert.match(owner, /^skyclust_(owner|system)$/, name)
    }
    const views = await all<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace
         and relkind in ('v', 'm') and not coalesce('security_invoker=true' = any(reloptions), false)`,
    )
    assert.deepEqual(views, [])
  })

  it('leaves nothing in the hands of the login that migrated', async () => {
    const rows = await all<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace
         and relkind in ('r', 'S') and relowner::regrole::text <> 'skyclust_owner'`,
    )
    assert.deepEqual(rows, [])
  })
})

interface TableRow {
  readonly name: string
  readonly first: string
  readonly enabled: boolean
  readonly forced: boolean
  readonly owner: string
  readonly policies: readonly {
    readonly permissive: string
    readonly roles: readonly string[]
    readonly command: string
    readonly using: string
    readonly check: string | null
  }[]
}

const TABLES = `
  select c.relname as name, own.col as first, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    c.relowner::regrole::text as owner,
    coalesce((select jsonb_agg(jsonb_build_object('permissive', p.permissive, 'roles', p.roles::text[],
        'command', p.cmd, 'using', p.qual, 'check', p.with_check))
      from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname), '[]') as policies
  from pg_class c
  join lateral (
    select coalesce('${JSON.stringify(OWNED_BY)}'::jsonb ->> c.relname, 'workspace_id') as col
  ) own on exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = own.col)
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  order by 1`

const LOOSE_KEYS = `
  select k.conname as name from pg_constraint k
  join pg_attribute here on here.attrelid = k.conrelid and here.attname = 'workspace_id'
  join pg_attribute there on there.attrelid = k.confrelid and there.attname = 'workspace_id'
  where k.contype = 'f' and not exists (
    select from unnest(k.conkey, k.confkey) as pair(a, b) where pair.a = here.attnum and pair.b = there.attnum)`
