import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { LeaseLost, type Lease } from '@skyclust/application'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { withClient } from '../database/with-client.ts'
import { newTenant, sampleResource } from '../testing/samples.ts'

const OWNER = '00000000-0000-4000-8000-000000000001'
const OTHER = '00000000-0000-4000-8000-000000000002'

const lease = (change: Partial<Lease> = {}): Lease => ({
  key: 'a',
  fence: '7',
  owner: OWNER,
  ...change,
})

describe('transaction with a lease', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  const sql = (text: string) => withClient(database.connection, (client) => client.query(text))

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  beforeEach(async () => {
    await sql('delete from work')
    await sql(`insert into work (key, lease_owner, fence) values ('a', '${OWNER}', 7)`)
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('writes while the lease is held', async () => {
    const { ids } = await newTenant(db.stores)
    const resource = sampleResource(ids)
    await db.transaction((stores) => stores.resources.insert(resource), lease())
    assert.ok(await db.stores.resources.get(ids.workspaceId, resource.id))
  })

  it('does not pretend to commit when a failed statement was swallowed', async () => {
    const { ids } = await newTenant(db.stores)
    const [resource, other] = [sampleResource(ids), sampleResource(ids)]
    await db.stores.resources.insert(resource)
    const work = db.transaction(async (stores) => {
      await stores.resources.insert(other)
      await stores.resources.insert(resource).catch(() => undefined)
    })
    await assert.rejects(work, /had failed/)
    assert.equal(await db.stores.resources.get(ids.workspaceId, other.id), undefined)
  })

  it('refuses a stale fence, another owner and an unknown key before anything is written', async () => {
    for (const stale of [{ fence: '6' }, { owner: OTHER }, { key: 'b' }]) {
      let called = false
      const attempt = db.transaction(async () => {
        called = true
      }, lease(stale))
      await assert.rejects(attempt, LeaseLost)
      assert.equal(called, false)
    }
  })

  it('keeps the lease from being taken until it commits, and lets wake-ups through', async () => {
    const { ids } = await newTenant(db.stores)
    const resource = sampleResource(ids)
    let took: number | undefined
    await db.transaction(async (stores) => {
      await db.stores.jobs.add('a')
      const free = `with locked as (select key from work where key = 'a' for update skip locked)
        update work set lease_owner = null from locked where work.key = locked.key`
      took = (await sql(free)).rowCount ?? 0
      await stores.resources.insert(resource)
    }, lease())

    assert.equal(took, 0)
    assert.ok(await db.stores.resources.get(ids.workspaceId, resource.id))
  })

  it('does not deadlock with a request that holds a resource and wakes its key', async () => {
    const { ids } = await newTenant(db.stores)
    const resource = sampleResource(ids)
    await db.stores.resources.insert(resource)
    const requestHasResource = Promise.withResolvers<void>()
    const workerHasLease = Promise.withResolvers<void>()

    const request = db.transaction(async (stores) => {
      await stores.resources.update(resource)
      requestHasResource.resolve()
      await workerHasLease.promise
      await stores.jobs.add('a')
    })
    await requestHasResource.promise
    const worker = db.transaction(async (stores) => {
      workerHasLease.resolve()
      await stores.resources.update(resource)
    }, lease())

    // Both at once: the worker may be refused before the request's own promise is looked at.
    await Promise.all([request, assert.rejects(worker, { code: 'version-mismatch' })])
  })
})
