import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { JournalEntry, ObjectState } from '@skyclust/application'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { AT, newTenant, sampleResource } from '../testing/samples.ts'

describe('object and journal stores', () => {
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

  const newRoot = async () => {
    const root = sampleResource((await newTenant(db.stores)).ids)
    await db.stores.resources.insert(root)
    return root
  }
  type Root = Awaited<ReturnType<typeof newRoot>>

  const object = (root: Root, change: Partial<ObjectState> = {}): ObjectState => ({
    rootId: root.id,
    workspaceId: root.workspaceId,
    objectId: 'network:web/vpc',
    declaration: {
      id: 'network:web/vpc',
      resourceId: root.id,
      type: 'ec2:vpc',
      name: 'web',
      step: 'network',
      desired: { cidr: '10.0.0.0/16', nested: { list: [1, null, 'ü'] } },
      idempotency: 'none',
      calls: { create: 'ec2:CreateVpc' },
      permissions: [],
    },
    position: 0,
    state: 'waiting',
    externalId: undefined,
    outputs: {},
    lastApplied: undefined,
    goal: 'present',
    attempts: 0,
    replacements: 0,
    nextAttemptAt: undefined,
    message: undefined,
    errorClass: undefined,
    remedy: undefined,
    startedAt: undefined,
    readyAt: undefined,
    observedAt: undefined,
    ...change,
  })

  const entry = (root: Root, change: Partial<JournalEntry> = {}): JournalEntry => ({
    token: randomUUID(),
    workspaceId: root.workspaceId,
    rootId: root.id,
    resourceId: root.id,
    objectId: 'network:web/vpc',
    action: 'create',
    call: 'ec2:CreateVpc',
    intentAt: AT,
    sentAt: AT,
    outcome: undefined,
    finishedAt: undefined,
    externalId: undefined,
    requestId: undefined,
    operationId: undefined,
    error: undefined,
    ...change,
  })

  it('keep the state of objects, in the order of the graph', async () => {
    const root = await newRoot()
    const vpc = object(root)
    const subnet = object(root, { objectId: 'subnet:a/subnet', position: 1 })
    await db.stores.objects.upsert([])
    await db.stores.objects.upsert([subnet, vpc])
    assert.deepEqual(await db.stores.objects.list(root.id), [vpc, subnet])

    const full = object(root, {
      state: 'retrying',
      externalId: 'vpc-1',
      outputs: { id: 'vpc-1' },
      lastApplied: { cidr: '10.0.0.0/16' },
      goal: 'absent',
      attempts: 2,
      replacements: 3,
      nextAttemptAt: AT,
      message: 'too many VPCs',
      errorClass: 'quota',
      remedy: 'raise it',
      startedAt: AT,
      readyAt: AT,
      observedAt: AT,
    })
    await db.stores.objects.upsert([full])
    assert.deepEqual(await db.stores.objects.list(root.id), [full, subnet])

    // Back to undefined, too.
    await db.stores.objects.upsert([vpc])
    assert.deepEqual(await db.stores.objects.list(root.id), [vpc, subnet])
    await db.stores.objects.remove(root.id, [vpc.objectId, 'unknown'])
    assert.deepEqual(await db.stores.objects.list(root.id), [subnet])
    await db.stores.objects.removeAll(root.id)
    assert.deepEqual(await db.stores.objects.list(root.id), [])
  })

  it('keep the journal: open intents in order, history newest first, also of what is gone', async () => {
    const root = await newRoot()
    const [one, two, three] = [entry(root), entry(root), entry(root)]
    for (const e of [one, two, three]) await db.stores.journal.begin(e)
    const later = '2026-02-03T00:00:00.000Z'
    const outcome = {
      outcome: 'accepted',
      finishedAt: later,
      externalId: 'vpc-1',
      requestId: 'req-1',
      operationId: undefined,
      error: undefined,
    } as const

    await db.stores.journal.resend(two.token, later)
    await db.stores.journal.finish(one.token, outcome)

    assert.deepEqual(await db.stores.journal.open(root.id), [{ ...two, sentAt: later }, three])
    await db.stores.resources.delete(root.id)
    assert.deepEqual(await db.stores.journal.list(root.id, 2), [three, { ...two, sentAt: later }])
    assert.deepEqual((await db.stores.journal.list(root.id, 9)).at(-1), { ...one, ...outcome })
    const missing = { code: 'journal-entry-missing' }
    await assert.rejects(db.stores.journal.finish(randomUUID(), outcome), missing)
    await assert.rejects(db.stores.journal.resend(randomUUID(), later), missing)
  })

  it('roll back with their transaction', async () => {
    const root = await newRoot()
    const work = db.transaction(async (stores) => {
      await stores.objects.upsert([object(root)])
      await stores.journal.begin(entry(root))
      throw new Error('no')
    })
    await assert.rejects(work, /no/)
    assert.deepEqual(await db.stores.objects.list(root.id), [])
    assert.deepEqual(await db.stores.journal.open(root.id), [])
  })
})
