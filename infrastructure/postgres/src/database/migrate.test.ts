import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { migrate, readMigrations, type Migration } from './migrate.ts'
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
    await inSchema('together', async () => undefined)
    const results = await Promise.all(
      Array.from({ length: 4 }, () => inSchema('together', (client) => migrate(client))),
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

  it('give every tenant table a key that begins with the workspace, for row-level security', async () => {
    const { rows } = await withClient(database.connection, (client) =>
      client.query<{ table: string; first: string }>(
        `select c.relname as table, a.attname as first
         from pg_index i join pg_class c on c.oid = i.indrelid
         join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
         join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
         where i.indisprimary and exists (
           select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')
         order by 1`,
      ),
    )
    assert.deepEqual([...new Set(rows.map((r) => r.first))], ['workspace_id'])
    assert.equal(rows.length, 8)
  })

  it('have a foreign key by workspace on every reference between tenant tables', async () => {
    const { rows } = await withClient(database.connection, (client) =>
      client.query<{ name: string }>(
        `select k.conname as name from pg_constraint k
         where k.contype = 'f' and k.connamespace = 'public'::regnamespace
           and k.confrelid in ('resources'::regclass, 'credentials'::regclass)
           and not exists (select from pg_attribute a
             where a.attrelid = k.conrelid and a.attname = 'workspace_id' and a.attnum = any(k.conkey))`,
      ),
    )
    assert.deepEqual(rows, [])
  })
})
