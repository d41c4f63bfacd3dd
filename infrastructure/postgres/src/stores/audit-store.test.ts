import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { AuditFilter } from '@skyclust/application'
import type { AuditChain, AuditEntry, WorkspaceId } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { Pool } from 'pg'
import { clientConfig } from '../database/connection.ts'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { auditSample } from '../testing/audit-samples.ts'
import { newTenant } from '../testing/samples.ts'

describe('audit chain', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  /** The login: a superuser, whom no wall stops. */
  let admin: Pool
  let count = 0

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection, migrate: false })
    admin = new Pool({ ...clientConfig(database.connection, 'audit-admin'), max: 2 })
  })
  after(async () => {
    await Promise.all([db.close(), admin.end()])
    await database.drop()
  })

  /** A chain of its own with this many entries. */
  const chainOf = async (entries: number): Promise<WorkspaceId> => {
    count += 1
    const chain = `wsp_${count}` as WorkspaceId
    for (let n = 1; n <= entries; n += 1)
      await db.stores.audit.appendTo(chain, auditSample({ requestId: `request-${n}` }))
    return chain
  }
  const all = async (chain: AuditChain): Promise<readonly AuditEntry[]> =>
    (await db.stores.audit.list(chain, {}, { limit: 1000, oldestFirst: true })).items

  it('can be recomputed by anybody with SHA-256 alone', async () => {
    const chain = await chainOf(5)
    let previous = createHash('sha256').update(chain).digest('hex')
    for (const [i, entry] of (await all(chain)).entries()) {
      assert.equal(entry.seq, i + 1)
      assert.equal(entry.previousHash, previous)
      previous = createHash('sha256')
        .update(Buffer.from(entry.previousHash, 'hex'))
        .update(entry.record)
        .digest('hex')
      assert.equal(entry.hash, previous)
      const said = JSON.parse(entry.record) as AuditEntry
      assert.deepEqual([said.chain, said.seq, said.at], [chain, entry.seq, entry.at])
    }
    assert.equal((await db.stores.audit.head(chain))?.hash, previous)
    assert.deepEqual(await db.stores.audit.verify(chain), { ok: true, entries: 5 })
    assert.deepEqual(await db.stores.audit.verify('wsp_unknown' as WorkspaceId), {
      ok: true,
      entries: 0,
    })
  })

  it('gives back what was written, whatever it holds', async () => {
    const chain = await chainOf(0)
    const written = auditSample({
      actor: { ...auditSample().actor, id: undefined, name: '미나 "x" \\ \u{1f600}' },
      target: undefined,
      reason: 'because',
      changes: [{ path: '/a~1b', before: { deep: [1, null, 'é'] }, after: 1.5 }],
    })
    await db.stores.audit.appendTo(chain, written)
    const entry = (await all(chain))[0] ?? assert.fail()
    assert.deepEqual({ ...entry, ...written, chain }, entry)

    await db.stores.audit.appendTo(chain, auditSample({ userAgent: 'nul \0 half \ud83d end' }))
    assert.equal((await all(chain))[1]?.userAgent, 'nul \u{fffd} half \u{fffd} end')
    assert.ok((await db.stores.audit.verify(chain)).ok)
  })

  it('is gapless under fifty writers at once, some of whom roll back', async () => {
    const chain = await chainOf(0)
    const write = (n: number) =>
      db.transaction(async ({ audit }) => {
        await audit.appendTo(chain, auditSample({ requestId: `w${n}` }))
        if (n % 5 === 0) throw new Error('rolled back')
      })
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => write(n)))

    assert.equal(results.filter((r) => r.status === 'fulfilled').length, 40)
    assert.deepEqual(
      (await all(chain)).map((e) => e.seq),
      Array.from({ length: 40 }, (_, n) => n + 1),
    )
    assert.deepEqual(await db.stores.audit.verify(chain), { ok: true, entries: 40 })
  })

  it('lets a member write their workspace’s log and no other, and change none', async () => {
    const ours = await newTenant(db.stores)
    const theirs = await newTenant(db.stores)
    const scope = db.within({ workspaceId: ours.workspaceId, principalId: ours.user.id })
    await scope.transaction(({ audit }) => audit.append(auditSample()))
    await db.stores.audit.append(auditSample())
    await db.stores.audit.appendTo(theirs.workspaceId, auditSample())

    assert.deepEqual(
      (await all(ours.workspaceId)).map((e) => e.chain),
      [ours.workspaceId],
    )
    assert.equal((await all('platform')).length, 1)
    for (const chain of ['platform', theirs.workspaceId] as const) {
      const { audit } = scope.stores
      assert.deepEqual((await audit.list(chain, {}, { limit: 10 })).items, [])
      assert.equal(await audit.get(chain, 1), undefined)
      assert.equal(await audit.head(chain), undefined)
      assert.deepEqual(await audit.verify(chain), { ok: true, entries: 0 })
      assert.equal((await audit.statistics(chain, {})).total, 0)
    }
    assert.deepEqual(await scope.stores.audit.verify(ours.workspaceId), { ok: true, entries: 1 })
    const pruned = scope.stores.audit.prune(ours.workspaceId, '2100-01-01T00:00:00Z')
    await assert.rejects(pruned, { code: '42501' })
    for (const role of ['skyclust_app', 'skyclust_system'])
      for (const sql of ['delete from audit_entries', `update audit_entries set action = 'x'`])
        await assert.rejects(as(role, sql), { code: '42501' }, `${role}: ${sql}`)
    await assert.rejects(as('skyclust_system', `select audit_write('platform', '{}')`), {
      code: '42501',
    })
  })

  async function as(role: string, sql: string): Promise<void> {
    const client = await admin.connect()
    try {
      await client.query(`set role ${role}`)
      await client.query(sql)
    } finally {
      await client.query('reset role')
      client.release()
    }
  }

  it('is listed page by page in both directions, and filtered by all that is known', async () => {
    const chain = await chainOf(7)
    const { audit } = db.stores
    const pages = async (oldestFirst: boolean) => {
      const seqs: number[][] = []
      let cursor: string | undefined
      do {
        const page = await audit.list(
          chain,
          {},
          { limit: 3, oldestFirst, ...(cursor ? { cursor } : {}) },
        )
        seqs.push(page.items.map((e) => e.seq))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      return seqs
    }
    assert.deepEqual(await pages(false), [[7, 6, 5], [4, 3, 2], [1]])
    assert.deepEqual(await pages(true), [[1, 2, 3], [4, 5, 6], [7]])
    await assert.rejects(audit.list(chain, {}, { limit: 3, cursor: 'x' }), {
      code: 'cursor-invalid',
    })

    await audit.appendTo(chain, OTHER)
    const found = async (filter: AuditFilter) =>
      (await audit.list(chain, filter, { limit: 100 })).items.map((e) => e.seq)
    const { at } = (await audit.get(chain, 8)) ?? assert.fail()
    const later = new Date(Date.parse(at) + 1).toISOString()
    const only: readonly AuditFilter[] = [
      { actorId: 'svc_1' },
      { action: 'deleteMember' },
      { result: 'refused' },
      { targetKind: 'member' },
      { targetId: 'usr_2' },
      { requestId: 'request-other' },
      { search: 'deploy' },
      { search: 'usr_2 -createCluster' },
      { search: '"to leave"' },
      { search: '개발' },
      { from: at, to: later, action: 'deleteMember' },
    ]
    for (const filter of only) assert.deepEqual(await found(filter), [8], JSON.stringify(filter))
    assert.deepEqual(await found({ from: later }), [])
    assert.deepEqual(await found({ action: 'deleteMember', result: 'success' }), [])
    for (const search of [`'`, `\\`, `' | 'x`, ':*', '"', '-', 'a:*b', 'nothing-of-this'])
      assert.deepEqual(await found({ search }), [], search)
    assert.equal((await found({ search: 'shop' })).length, 7)
  })

  it('counts by result, action, actor and day', async () => {
    const chain = await chainOf(3)
    await db.stores.audit.appendTo(chain, OTHER)
    const day = ((await db.stores.audit.get(chain, 1)) ?? assert.fail()).at.slice(0, 10)
    const found = await db.stores.audit.statistics(chain, {})
    const days = found.byDay.reduce((sum, d) => sum + d.count, 0)

    assert.deepEqual(
      { ...found, byDay: days },
      {
        total: 4,
        byResult: { success: 3, refused: 1 },
        byAction: [
          { action: 'createCluster', count: 3 },
          { action: 'deleteMember', count: 1 },
        ],
        byActor: [
          { actorId: 'usr_mina', name: 'mina@example.com', count: 3 },
          { actorId: 'svc_1', name: 'deployer', count: 1 },
        ],
        byDay: 4,
      },
    )
    assert.equal(found.byDay[0]?.day, day)
    const none = await db.stores.audit.statistics(chain, { action: 'x' })
    assert.deepEqual(none, { total: 0, byResult: {}, byAction: [], byActor: [], byDay: [] })
  })
})

const OTHER = auditSample({
  actor: {
    kind: 'service-account',
    id: 'svc_1',
    name: 'deployer',
    via: 'api-key',
    credentialId: 'key_1',
  },
  action: 'deleteMember',
  permission: 'member:delete',
  target: { kind: 'member', id: 'usr_2', name: '개발팀' },
  result: 'refused',
  requestId: 'request-other',
  reason: 'asked to leave',
  changes: [],
})
