import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import type { Resource } from '@skyclust/domain'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { newResourceId, newTenant, sampleResource } from '../testing/samples.ts'

describe('resource store', () => {
  let database: TestDatabase
  let db: PostgresDatabase

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('returns what was written', async () => {
    const tenant = await newTenant(db.stores)
    const resource = sampleResource({
      ...tenant.ids,
      deletionRequestedAt: '2026-05-06T07:08:09.010Z',
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'Creating',
          message: 'the cloud works',
          lastTransitionTime: '2026-05-06T07:08:09.010Z',
          observedGeneration: 1,
        },
      ],
    })
    await db.stores.resources.insert(resource)

    const { resources } = db.stores
    assert.deepEqual(await resources.get(tenant.workspaceId, resource.id), resource)
    assert.deepEqual(
      await resources.findByName(tenant.workspaceId, 'cluster', resource.name),
      resource,
    )
    assert.equal(await resources.countByCredential(tenant.workspaceId, tenant.credentialId), 1)
  })

  it('does not show a resource to another workspace', async () => {
    const [mine, theirs] = [await newTenant(db.stores), await newTenant(db.stores)]
    const resource = sampleResource(mine.ids)
    await db.stores.resources.insert(resource)

    assert.equal(await db.stores.resources.get(theirs.workspaceId, resource.id), undefined)
    const list = await db.stores.resources.list(theirs.workspaceId, {}, { limit: 10 })
    assert.deepEqual(list.items, [])
  })

  it('refuses a credential, owner or root of another workspace', async () => {
    const [mine, theirs] = [await newTenant(db.stores), await newTenant(db.stores)]
    const root = sampleResource(theirs.ids)
    await db.stores.resources.insert(root)
    const { workspaceId, credentialId } = mine
    const foreign = [
      sampleResource({ workspaceId, credentialId: theirs.credentialId }),
      sampleResource({ workspaceId, credentialId, ownerId: root.id }),
      sampleResource({ workspaceId, credentialId, rootId: root.id }),
    ]

    for (const resource of foreign) {
      await assert.rejects(db.stores.resources.insert(resource), /foreign key/)
    }
  })

  it('refuses a name that is taken in the workspace and kind', async () => {
    const tenant = await newTenant(db.stores)
    const resource = (change: Partial<Resource>) => sampleResource({ ...tenant.ids, ...change })
    await db.stores.resources.insert(resource({ name: 'web' }))
    const network = resource({ name: 'web', kind: 'network' })
    await db.stores.resources.insert(network)

    const taken = { kind: 'conflict', code: 'name-taken' }
    await assert.rejects(db.stores.resources.insert(resource({ name: 'web' })), taken)
    const renamed = { ...network, kind: 'cluster' as const, id: newResourceId(), name: 'other' }
    await db.stores.resources.insert({ ...renamed, rootId: renamed.id })
    await assert.rejects(db.stores.resources.update({ ...renamed, name: 'web' }), taken)
  })

  it('updates only the version that was read', async () => {
    const tenant = await newTenant(db.stores)
    const resource = sampleResource(tenant.ids)
    await db.stores.resources.insert(resource)

    const next = await db.stores.resources.update({
      ...resource,
      status: { endpoint: 'https://x' },
    })

    assert.deepEqual(next, { ...resource, status: { endpoint: 'https://x' }, version: 2 })
    const stale = { kind: 'precondition-failed', code: 'version-mismatch' }
    await assert.rejects(db.stores.resources.update(resource), stale)
    assert.deepEqual(await db.stores.resources.get(tenant.workspaceId, resource.id), next)
  })

  it('gives one of two writers of the same version the right of way', async () => {
    const resource = sampleResource((await newTenant(db.stores)).ids)
    await db.stores.resources.insert(resource)

    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => db.stores.resources.update(resource)),
    )

    assert.equal(results.filter((r) => r.status === 'fulfilled').length, 1)
  })

  it('lists a tree in creation order and deletes it with its root', async () => {
    const tenant = await newTenant(db.stores)
    const root = sampleResource(tenant.ids)
    const children = Array.from({ length: 5 }, () =>
      sampleResource({ ...tenant.ids, kind: 'node-pool', rootId: root.id, ownerId: root.id }),
    )
    for (const resource of [root, ...children]) await db.stores.resources.insert(resource)

    const tree = await db.stores.resources.tree(root.id)
    assert.deepEqual(
      tree.map((r) => r.id),
      [root, ...children].map((r) => r.id),
    )
    await db.stores.resources.delete(root.id)
    assert.deepEqual(await db.stores.resources.tree(root.id), [])
  })

  it('pages newest first, without loss when times are equal or rows are added', async () => {
    const tenant = await newTenant(db.stores)
    const times = ['01', '03', '02', '02', '02', '04', '01']
    const all = times.map((t) => sampleResource({ ...tenant.ids, createdAt: day(t) }))
    for (const resource of all) await db.stores.resources.insert(resource)

    const seen: Resource[] = []
    let cursor: string | undefined
    do {
      const options = { limit: 2, ...(cursor === undefined ? {} : { cursor }) }
      const page = await db.stores.resources.list(tenant.workspaceId, {}, options)
      assert.ok(page.items.length <= 2)
      seen.push(...page.items)
      cursor = page.nextCursor
      await db.stores.resources.insert(sampleResource({ ...tenant.ids, createdAt: day('09') }))
    } while (cursor !== undefined)

    const expected = [5, 1, 4, 3, 2, 6, 0].map((i) => all[i]?.id)
    assert.deepEqual(
      seen.map((r) => r.id),
      expected,
    )
  })

  it('refuses a cursor it did not give out', async () => {
    const { workspaceId } = await newTenant(db.stores)
    for (const cursor of ['', 'x', Buffer.from('[1,2]').toString('base64url')]) {
      const page = { limit: 2, cursor }
      await assert.rejects(db.stores.resources.list(workspaceId, {}, page), {
        code: 'cursor-invalid',
      })
    }
  })

  it('filters', async () => {
    const tenant = await newTenant(db.stores)
    const root = sampleResource({ ...tenant.ids, name: 'shop-eu', provider: 'gcp' })
    const pool = sampleResource({
      ...tenant.ids,
      kind: 'node-pool',
      name: 'pool_%',
      rootId: root.id,
      ownerId: root.id,
    })
    await db.stores.resources.insert(root)
    await db.stores.resources.insert(pool)
    const ids = async (filter: Parameters<typeof db.stores.resources.list>[1]) =>
      (await db.stores.resources.list(tenant.workspaceId, filter, { limit: 9 })).items.map(
        (r) => r.id,
      )

    assert.deepEqual(await ids({ kind: 'cluster' }), [root.id])
    assert.deepEqual(await ids({ provider: 'aws' }), [pool.id])
    assert.deepEqual(await ids({ rootId: root.id }), [pool.id, root.id])
    assert.deepEqual(await ids({ ownerId: root.id, kind: 'node-pool' }), [pool.id])
    assert.deepEqual(await ids({ nameContains: 'OP-E' }), [root.id])
    assert.deepEqual(await ids({ nameContains: '_%' }), [pool.id])
  })

  it('finds the clusters of other trees on a network', async () => {
    const tenant = await newTenant(db.stores)
    const network = sampleResource({ ...tenant.ids, kind: 'network' })
    const spec = { network: { networkId: network.id } }
    const cluster = sampleResource({ ...tenant.ids, spec })
    const owned = sampleResource({ ...tenant.ids, spec, rootId: network.id })
    for (const resource of [network, cluster, owned]) await db.stores.resources.insert(resource)

    const found = await db.stores.resources.clustersOnNetwork(tenant.workspaceId, network.id)

    assert.deepEqual(found, [cluster])
  })
})

const day = (d: string) => `2026-01-${d}T00:00:00.000Z`
