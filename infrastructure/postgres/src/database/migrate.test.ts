import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DEFAULT_WORKSPACE_SETTINGS, type UserId } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { migrate, readMigrations, type Migration } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { withClient } from './with-client.ts'

const step = (name: string, sql: string, checksum = name): Migration => ({ name, sql, checksum })

describe('migrations', () => {
  let database: TestDatabase
  const inSchema = <T>(schema: string, work: Parameters<typeof withClient<T>>[1]) =>
    withClient(database.connection, async (client) => {
      await client.query(`create schema if not exists ${schema}`)
      await client.query(`set search_path = ${schema}`)
      return work(client)
    })

  before(async () => (database = await testDatabase()))
  after(() => database.drop())

  it('are all applied to a new database, once, however many begin at the same time', async () => {
    await emptied(async () => undefined)
    const results = await Promise.all(
      Array.from({ length: 4 }, () => withClient(database.connection, (c) => migrate(c))),
    )

    const names = readMigrations().map((m) => m.name)
    assert.deepEqual(results.flat(), names)
    assert.deepEqual(names, names.toSorted())
  })

  it('leave nothing of one that fails, and go on from there', async () => {
    const good = step('1', 'create table one (n int)')
    const bad = step('2', 'create table two (n int); select 1 / 0')
    await inSchema('failing', async (client) => {
      await assert.rejects(migrate(client, [good, bad]), /Migration 2 failed/)
      const two = await client.query(`select to_regclass('failing.two') as found`)
      assert.deepEqual(two.rows, [{ found: null }])
      assert.deepEqual(await migrate(client, [good, step('2', 'create table two (n int)')]), ['2'])
    })
  })

  it('refuse an edited one and an unknown one in between; a newer one is left alone', async () => {
    const [one, three] = [step('1', 'select 1'), step('3', 'select 1')]
    await inSchema('edited', async (client) => {
      await migrate(client, [one, three])
      await assert.rejects(migrate(client, [step('1', 'select 2', 'other')]), /edited/)
      await assert.rejects(migrate(client, [one, step('4', 'select 1')]), /does not know/)
      assert.deepEqual(await migrate(client, [one]), [])
    })
  })

  it('bring a database with people and resources in it up to date', async () => {
    const migrations = readMigrations()
    const first = migrations.filter((m) => m.name < '0008')
    await emptied(async (client) => {
      await migrate(client, first)
      await client.query(OLD_ROWS)
      await migrate(client, migrations)
    })
    const db = await openDatabase({ connection: database.connection, migrate: false })
    const [found] = await db.stores.workspaces.listFor('usr_1' as UserId)
    assert.equal(found?.role, 'owner')
    assert.deepEqual(found.settings, DEFAULT_WORKSPACE_SETTINGS)
    const user = await db.stores.users.findByEmail('old@example.com')
    assert.equal(user?.disabledAt, undefined)
    assert.equal(user?.passwordHash, 'h')
    const session = await db.stores.sessions.findByTokenHash('t')
    assert.deepEqual(session?.session.methods, ['pwd'])
    const scope = db.within({ workspaceId: found.id, principalId: 'usr_1' as UserId })
    const { items } = await scope.stores.resources.list(found.id, {}, { limit: 10 })
    assert.deepEqual(
      items.map(({ name }) => name),
      ['old'],
    )
    await db.close()
  })

  it('go on as the owner, so that later tables are behind the walls by birth', async () => {
    const later = step('9999', 'set local role skyclust_owner; create table later (n int)')
    await emptied(async (client) => {
      await migrate(client)
      await migrate(client, [...readMigrations(), later])
      const { rows } = await client.query(
        `select tableowner as owner, has_table_privilege('skyclust_app', 'later', 'SELECT') as app
         from pg_tables where tablename = 'later'`,
      )
      assert.deepEqual(rows, [{ owner: 'skyclust_owner', app: false }])
    })
  })

  /** A schema without anything in it. */
  function emptied<T>(work: Parameters<typeof withClient<T>>[1]): Promise<T> {
    return withClient(database.connection, async (client) => {
      await client.query('drop schema public cascade; create schema public')
      return work(client)
    })
  }
})

/** As version 0007 wrote them. */
const OLD_ROWS = `
  insert into users values ('usr_1', 'old@example.com', 'Old', 'h', true, 'en', now());
  insert into sessions values ('ses_1', 'usr_1', 't', now(), now() + interval '1 d', now(), 'agent', '::1');
  insert into workspaces values ('wsp_1', 'old', 'Old', now());
  insert into memberships values ('wsp_1', 'usr_1', 'owner');
  insert into credentials values ('wsp_1', 'crd_1', 'c', 'aws', true, '1', 'p', 'm', null, now(), 1, '', '', 'k', '');
  insert into resources (workspace_id, id, kind, name, labels, provider, credential_id, location, spec, generation, status,
    observed_generation, conditions, root_id, management, version, created_at, updated_at)
  values ('wsp_1', 'res_1', 'network', 'old', '{}', 'aws', 'crd_1', 'eu', '{}', 1, '{}', 0, '[]', 'res_1', 'managed', 1,
    now(), now());
  insert into work (key) values ('res_1');
`
