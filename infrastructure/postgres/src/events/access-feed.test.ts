import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { Pool } from 'pg'
import { clientConfig } from '../database/connection.ts'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { plantRows } from '../testing/plant-rows.ts'
import { newTenant } from '../testing/samples.ts'
import { until } from '../testing/until.ts'
import { eventFeed, type PostgresEventFeed } from './event-feed.ts'

type Tenant = Awaited<ReturnType<typeof newTenant>>

describe('access feed', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  let feed: PostgresEventFeed
  let admin: Pool
  let tenant: Tenant
  let calls = 0

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection, migrate: false })
    feed = await eventFeed(database.connection)
    admin = new Pool({ ...clientConfig(database.connection, 'access'), max: 1 })
    admin.on('error', () => undefined)
    tenant = await newTenant(db.stores)
    await plantRows(admin, tenant)
    await admin.query(
      `insert into sessions (id, user_id, token_hash, created_at, expires_at, last_seen_at, user_agent, address, methods)
       values ('ses_1', $1, 't', now(), now(), now(), '', '', '{pwd}')`,
      [tenant.user.id],
    )
    feed.onAccessChanged(() => (calls += 1))
  })
  beforeEach(() => settled())
  after(async () => {
    await Promise.all([feed.close(), db.close(), admin.end()])
    await database.drop()
  })

  /** What was committed before has been told: notifications come in order. */
  async function settled(): Promise<void> {
    const marks = { seen: 0 }
    const stop = feed.subscribe('mark' as never, () => (marks.seen += 1))
    await admin.query(`select pg_notify('skyclust_events', 'mark')`)
    await until(() => marks.seen > 0, 'the mark')
    stop()
  }

  async function callsOf(statement: string): Promise<number> {
    calls = 0
    await admin.query(statement)
    await settled()
    return calls
  }

  const LOUD = [
    `update users set disabled_at = now()`,
    `update users set disabled_at = null`,
    `update users set platform_admin = true`,
    `update users set password_hash = 'other'`,
    `update memberships set role = 'admin'`,
    `update roles set grants = '[1]'`,
    `update service_accounts set disabled_at = now()`,
    `update workspaces set archived_at = now()`,
    `delete from sessions`,
    `delete from api_keys`,
    `delete from service_accounts`,
    `delete from memberships`,
  ]
  const SILENT = [
    `update users set name = 'Other', password_hash = password_hash, disabled_at = disabled_at`,
    `update sessions set last_seen_at = now()`,
    `update api_keys set last_used_at = now()`,
    `update memberships set role = role`,
    `delete from sessions where id = 'nobody'`,
    `insert into throttle (key, points) values ('x', 1)`,
  ]

  for (const statement of SILENT)
    it(`is silent: ${statement}`, async () => {
      assert.equal(await callsOf(statement), 0)
    })

  for (const statement of LOUD)
    it(`calls once: ${statement}`, async () => {
      assert.equal(await callsOf(statement), 1)
    })

  it('calls when the connection is lost and when it is back: something may have been missed', async () => {
    calls = 0
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'skyclust-events' and datname = current_database()`,
    )
    await until(() => calls >= 2, 'a call after the reconnect')
  })

  it('tells nothing of what was rolled back', async () => {
    assert.equal(await callsOf('begin; delete from roles; rollback'), 0)
  })
})
