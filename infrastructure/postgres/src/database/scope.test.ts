import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Scope, Stores } from '@skyclust/application'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { Client, Pool } from 'pg'
import { newTenant, sampleCredential, SEALED } from '../testing/samples.ts'
import { auditSample } from '../testing/audit-samples.ts'
import { plantRows } from '../testing/plant-rows.ts'
import { clientConfig, type DatabaseConnection } from './connection.ts'
import { openDatabase, type PostgresDatabase } from './open-database.ts'
import { rolePool } from './role-pool.ts'
import { scopedSql } from './scoped.ts'
import type { Sql } from './sql.ts'
import { scopedTransaction } from './transaction.ts'

type Tenant = Awaited<ReturnType<typeof newTenant>>

describe('a scope', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  /** Two connections, so that scopes take turns on them. */
  let pool: Pool
  /** The login, which no wall holds. */
  let admin: Pool
  let ours: Tenant
  let theirs: Tenant
  let tables: readonly { readonly name: string; readonly col: string }[]

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection, migrate: false })
    pool = rolePool(database.connection, 'skyclust_app', 2)
    admin = new Pool({ ...clientConfig(database.connection, 'scope-admin'), max: 2 })
    ours = await newTenant(db.stores)
    theirs = await newTenant(db.stores)
    for (const tenant of [ours, theirs]) await plantRows(admin, tenant)
    const found = await admin.query<{ name: string; col: string }>(TENANT_TABLES)
    tables = found.rows
  })
  after(async () => {
    await Promise.all([pool.end(), admin.end(), db.close()])
    await database.drop()
  })

  const scopeOf = (tenant: Tenant): Scope => ({
    workspaceId: tenant.workspaceId,
    principalId: tenant.user.id,
  })
  const sqlOf = (tenant: Tenant): Sql => scopedSql(pool, scopeOf(tenant))

  it('reads only the rows of its workspace, whatever the statement asks for', async () => {
    assert.ok(tables.length >= 18)
    for (const { name, col } of tables) {
      const everything = await admin.query(`select distinct ${col} from ${name}`)
      assert.ok((everything.rowCount ?? 0) >= 2, `${name} has rows of both`)
      assert.deepEqual(await owners(sqlOf(ours), name, col), [ours.workspaceId], name)
      assert.deepEqual(await owners(sqlOf(theirs), name, col), [theirs.workspaceId], name)
    }
  })

  it('shows of people only co-members, and never their password hashes', async () => {
    const seen = await sqlOf(ours).rows('select id from users')
    assert.deepEqual(seen, [{ id: ours.user.id }])
    await assert.rejects(sqlOf(ours).rows('select password_hash from users'), { code: '42501' })
    await assert.rejects(sqlOf(ours).rows('select * from users'), { code: '42501' })
    await assert.rejects(sqlOf(ours).rows('select id from sessions'), { code: '42501' })
  })

  it('changes and deletes nothing of another workspace', async () => {
    const earlier = await counts()
    for (const { name, col } of tables.filter((t) => !t.name.startsWith('audit_'))) {
      const sql = sqlOf(ours)
      const where = `where ${col} = '${theirs.workspaceId}'`
      assert.equal(await sql.run(`update ${name} set ${col} = ${col} ${where}`), 0, name)
      assert.equal(await sql.run(`delete from ${name} ${where}`), 0, name)
    }
    for (const name of ['audit_entries', 'audit_heads']) {
      await assert.rejects(sqlOf(ours).run(`delete from ${name}`), { code: '42501' })
      await assert.rejects(sqlOf(ours).run(`update ${name} set seq = 1`), { code: '42501' })
    }
    assert.deepEqual(await counts(), earlier)
  })

  it('neither inserts into another workspace nor moves a row there', async () => {
    const foreign = db
      .within(scopeOf(ours))
      .transaction(({ credentials }) =>
        credentials.insert(sampleCredential({ workspaceId: theirs.workspaceId }), SEALED),
      )
    await assert.rejects(foreign, { code: '42501' })
    for (const { name, col } of tables.filter((t) => !t.name.startsWith('audit_')))
      await assert.rejects(
        sqlOf(ours).run(`update ${name} set ${col} = $1`, [theirs.workspaceId]),
        { code: /42501|23503|428C9/ },
        name,
      )
    const moved = sqlOf(ours).run('update events set workspace_id = $1', [theirs.workspaceId])
    await assert.rejects(moved, /row-level security policy/)
  })

  it('is empty for who is no member, at once after they were removed', async () => {
    const stranger = scopedSql(pool, { ...scopeOf(ours), principalId: theirs.user.id })
    for (const { name, col } of tables) assert.deepEqual(await owners(stranger, name, col), [])
    const guest = await newTenant(db.stores)
    const { workspaceId } = ours
    await admin.query(
      `insert into memberships (workspace_id, user_id, role, source, joined_at)
       values ($1, $2, 'viewer', 'invitation', now())`,
      [workspaceId, guest.user.id],
    )
    const scope = { workspaceId, principalId: guest.user.id }
    const count = async () =>
      (await scopedSql(pool, scope).rows('select id from credentials')).length

    assert.equal(await count(), 2)
    for (const [end, again] of ENDS) {
      await admin.query(end, [guest.user.id])
      assert.equal(await count(), 0, end)
      await admin.query(again, [guest.user.id])
      assert.equal(await count(), 2, again)
    }
    await admin.query('delete from memberships where user_id = $1 and workspace_id = $2', [
      guest.user.id,
      workspaceId,
    ])
    assert.equal(await count(), 0)
    const write = db
      .within(scope)
      .transaction(async ({ credentials }) => credentials.delete(workspaceId, ours.credentialId))
    await assert.rejects(write, { code: 'access-ended' })
    const single = db
      .within(scope)
      .stores.events.append(workspaceId, [
        { type: 'credential.created', resourceId: undefined, data: {} },
      ])
    await assert.rejects(single, { code: 'access-ended' })
    assert.ok(await db.stores.credentials.get(workspaceId, ours.credentialId))
  })

  it('opens for service accounts until they are disabled', async () => {
    const { workspaceId } = ours
    const sql = scopedSql(pool, { workspaceId, principalId: `svc_${workspaceId}` as never })
    assert.equal((await sql.rows('select 1 from workspaces')).length, 1)
    await admin.query('update service_accounts set disabled_at = now()')
    assert.equal((await sql.rows('select 1 from workspaces')).length, 0)
    await admin.query('update service_accounts set disabled_at = null')
  })

  it('never leaks to the next user of the connection', async () => {
    const leftover = () =>
      pool.query<{ tenant: string | null }>(
        `select nullif(current_setting('skyclust.tenant', true), '') as tenant`,
      )
    const step = async (n: number) => {
      const [tenant, other] = n % 2 === 0 ? [ours, theirs] : [theirs, ours]
      if (n % 5 === 0) await assert.rejects(fail(sqlOf(other)), { code: '22012' })
      if (n % 7 === 0)
        await assert.rejects(
          scopedTransaction(pool, scopeOf(other), async (sql) => {
            await sql.rows('select 1 from workspaces')
            await fail(sql)
          }),
          { code: '22012' },
        )
      if (n % 11 === 0) assert.equal((await leftover()).rows[0]?.tenant, null)
      if (n % 3 === 0)
        return scopedTransaction(pool, scopeOf(tenant), async (sql) => {
          assert.deepEqual(await owners(sql, 'workspaces', 'id'), [tenant.workspaceId])
        })
      return assert.deepEqual(await owners(sqlOf(tenant), 'workspaces', 'id'), [tenant.workspaceId])
    }
    await Promise.all(Array.from({ length: 200 }, (_, n) => step(n)))
    assert.equal((await leftover()).rows[0]?.tenant, null)
    assert.equal((await pool.query('select id from workspaces')).rowCount, 0)
  })

  it('tells the error of the statement, and commits all or nothing', async () => {
    await assert.rejects(sqlOf(ours).run('select nothing from nowhere'), { code: '42P01' })
    await assert.rejects(sqlOf(ours).run('select $1::int', ['x']), { code: '22P02' })
    const { workspaceId } = ours
    const swallowed = db.within(scopeOf(ours)).transaction(async (stores: Stores) => {
      await stores.credentials.delete(workspaceId, ours.credentialId)
      await stores.events.since(workspaceId, 1e300, 1).catch(() => undefined)
    })
    await assert.rejects(swallowed)
    assert.ok(await db.stores.credentials.get(workspaceId, ours.credentialId))
  })

  it('wakes jobs without seeing the queue, and writes only its own log', async () => {
    const scope = db.within(scopeOf(ours))
    await scope.transaction(async ({ jobs, audit }) => {
      await jobs.add('from-a-scope')
      await audit.append(auditSample())
    })
    await assert.rejects(sqlOf(ours).rows('select * from work'), { code: '42501' })
    const woken = await admin.query(`select 1 from work where key = 'from-a-scope'`)
    assert.equal(woken.rowCount, 1)
    await assert.rejects(scope.stores.audit.appendTo('platform', auditSample()), /own log/)
    const direct = sqlOf(ours).run(`select audit_append_to('platform', '{}')`)
    await assert.rejects(direct, { code: '42501' })
    await assert.rejects(pool.query(`select audit_append('{}')`), { code: '42501' })
  })

  it('cannot be entered from another one, nor with a lease', async () => {
    const scope = db.within(scopeOf(ours))
    assert.throws(() => scope.within(scopeOf(theirs)), /cannot be left/)
    const lease = { key: 'k', fence: '1', owner: crypto.randomUUID() }
    await assert.rejects(
      scope.transaction(async () => undefined, lease),
      /whole database/,
    )
  })

  it('keeps the options of a connection string, and refuses a connection without the role', async () => {
    const connectionString = `${urlOf(database.connection)}&options=-c%20lock_timeout%3D1234`
    const both = new Client(clientConfig({ connectionString }, 'options', 'skyclust_app'))
    await both.connect()
    const { rows } = await both.query(
      `select current_user as role, current_setting('lock_timeout') as timeout`,
    )
    await both.end()
    assert.deepEqual(rows, [{ role: 'skyclust_app', timeout: '1234ms' }])
    // Of two options the last counts: ours are lost, as behind a pooler that drops them.
    const lost = { connectionString: `${connectionString}&options=-c%20lock_timeout%3D1` }
    await assert.rejects(
      openDatabase({ connection: lost, migrate: false }),
      /did not take the role/,
    )
  })

  async function counts(): Promise<Record<string, unknown>> {
    const result: Record<string, unknown> = {}
    for (const { name } of tables)
      result[name] = (await admin.query(`select count(*) from ${name}`)).rows[0]
    return result
  }
})

async function owners(sql: Sql, table: string, col: string): Promise<string[]> {
  const rows = await sql.rows<{ own: string }>(`select distinct ${col} as own from ${table}`)
  return rows.map((row) => row.own)
}

function fail(sql: Sql): Promise<number> {
  return sql.run('select 1 / 0')
}

/** How access can end without the membership's row going, and how it comes back. */
const ENDS = [
  [
    `update memberships set expires_at = now() - interval '1 s' where user_id = $1`,
    'update memberships set expires_at = null where user_id = $1',
  ],
  [
    'update users set disabled_at = now() where id = $1',
    'update users set disabled_at = null where id = $1',
  ],
] as const

const TENANT_TABLES = `
  select c.relname as name, case c.relname when 'workspaces' then 'id' when 'audit_entries' then 'chain'
    when 'audit_heads' then 'chain' else 'workspace_id' end as col
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relrowsecurity and c.relname <> 'users' order by 1`

function urlOf(connection: DatabaseConnection): string {
  if ('connectionString' in connection) {
    const { connectionString } = connection
    return connectionString.includes('?') ? connectionString : `${connectionString}?`
  }
  const { user, password, host, port, database } = connection
  const query = new URLSearchParams({ host, port: String(port) })
  return `postgres://${user}:${encodeURIComponent(password)}@localhost/${database}?${query.toString()}`
}
