import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { LabelSelector, type LabelSet, selectorMatches } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { newTenant, sampleResource } from '../testing/samples.ts'

/** Few keys and values, so that they meet; some that PostgreSQL, JSON or JavaScript might take for something else. */
const key = fc.constantFrom('team', 'env', 'a.b/c', 'constructor', '$1', "it's", '?', '팀')
const value = fc.constantFrom('web', 'db', '', 'null', 'true', '1', '%', '"', '\\', '웹')
const labels = fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true })
const requirement = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.array(value, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
)
const selector = fc
  .record(
    {
      matchLabels: fc.dictionary(key, value, { maxKeys: 2, noNullPrototype: true }),
      matchExpressions: fc.array(requirement, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  .filter((s) => LabelSelector.safeParse(s).success)

describe('resources by the labels of their root', () => {
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

  it('are those the domain’s own comparison finds', async () => {
    let [matches, misses] = [0, 0]
    await fc.assert(
      fc.asyncProperty(
        fc.array(labels, { minLength: 4, maxLength: 4 }),
        fc.array(selector, { maxLength: 3 }),
        async (sets, selectors) => {
          const { ids, workspaceId } = await newTenant(db.stores)
          const roots = sets.map((set) => sampleResource({ ...ids, labels: set }))
          for (const root of roots) await db.stores.resources.insert(root)
          const wanted = (set: LabelSet) => selectors.some((s) => selectorMatches(s, set))
          const expected = roots.filter((r) => wanted(r.labels)).map((r) => r.id)
          matches += expected.length
          misses += roots.length - expected.length

          const found = await db.stores.resources.list(
            workspaceId,
            { labelled: selectors },
            { limit: 9 },
          )

          assert.deepEqual(found.items.map((r) => r.id).toSorted(), expected.toSorted())
        },
      ),
      { numRuns: 300 },
    )
    // Both answers must have been met often, or the property says little.
    assert.ok(matches > 100 && misses > 100, `${matches} matches, ${misses} misses`)
  })

  it('follow the root, whatever labels they have themselves, together with other filters', async () => {
    const { ids, workspaceId } = await newTenant(db.stores)
    const web = sampleResource({ ...ids, labels: { team: 'web' } })
    const data = sampleResource({ ...ids, labels: { team: 'data' } })
    const pool = (root: typeof web, team: string) =>
      sampleResource({
        ...ids,
        kind: 'node-pool',
        labels: { team },
        rootId: root.id,
        ownerId: root.id,
      })
    const [webPool, dataPool] = [pool(web, 'data'), pool(data, 'web')]
    for (const each of [web, data, webPool, dataPool]) await db.stores.resources.insert(each)
    const labelled = [{ matchLabels: { team: 'web' } }]
    const list = async (filter: object, limit = 9) =>
      (await db.stores.resources.list(workspaceId, { labelled, ...filter }, { limit })).items.map(
        (r) => r.id,
      )

    assert.deepEqual(await list({}), [webPool.id, web.id])
    assert.deepEqual(await list({ kind: 'node-pool' }), [webPool.id])
    assert.deepEqual(await list({ labelled: [] }), [])
    assert.deepEqual(await list({}, 1), [webPool.id])
  })

  it('are found in pages', async () => {
    const { ids, workspaceId } = await newTenant(db.stores)
    const all = Array.from({ length: 9 }, (_, i) =>
      sampleResource({ ...ids, labels: { parity: String(i % 2) } }),
    )
    for (const resource of all) await db.stores.resources.insert(resource)
    const filter = { labelled: [{ matchLabels: { parity: '0' } }] }
    const first = await db.stores.resources.list(workspaceId, filter, { limit: 3 })
    assert.ok(first.nextCursor)
    const page = { limit: 3, cursor: first.nextCursor }
    const second = await db.stores.resources.list(workspaceId, filter, page)
    assert.equal(second.nextCursor, undefined)
    assert.deepEqual(
      [...first.items, ...second.items].map((r) => r.id),
      all
        .filter((_, i) => i % 2 === 0)
        .toReversed()
        .map((r) => r.id),
    )
  })
})
