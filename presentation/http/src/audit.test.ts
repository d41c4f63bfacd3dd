import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type AuditEntryView, exportAuditLog, runMaintenance } from '@skyclust/application'
import { withClient } from '@skyclust/postgres'
import { call, codeOf } from './testing/call.ts'
import { parseCsv } from './testing/parse-csv.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const W = '/api/v1/workspaces/main'
const LOG = `${W}/audit`
const PLATFORM = '/api/v1/platform/audit'
const EVIL = '=HYPERLINK("http://evil.example","x")'
const DAY_MS = 24 * 3_600_000

describe('audit log', () => {
  let t: TestApp
  let viewer: Caller

  before(async () => {
    t = await testApp()
    viewer = await t.member('viewer')
    const renamed = await t.owner.inject({
      method: 'PATCH',
      url: W,
      payload: { name: 'Renamed' },
      headers: { 'user-agent': EVIL },
    })
    assert.equal(renamed.statusCode, 200)
    const refused = await call(viewer, 'PATCH', W, { name: 'Mine' })
    assert.equal(refused.statusCode, 403)
  })
  after(() => t[Symbol.asyncDispose]())

  const entries = async (query = ''): Promise<AuditEntryView[]> => {
    const answer = await call(t.owner, 'GET', `${LOG}${query}`)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json<{ items: AuditEntryView[] }>().items
  }
  const sql = (text: string, values: unknown[] = []) =>
    withClient(t.connection, (client) => client.query(text, values))

  it('shows who changed what, and who was refused', async () => {
    const [refused] = await entries('?action=updateWorkspace&result=refused')
    assert.equal(refused?.actor.id, viewer.user.id)
    assert.deepEqual([refused.status, refused.code], [403, 'permission-denied'])
    assert.deepEqual(refused.changes, [])

    const [done] = await entries('?search=renam&result=success')
    assert.equal(done?.actor.name, t.owner.user.email)
    assert.equal(done.userAgent, EVIL)
    assert.deepEqual(done.changes, [{ path: '/name', before: 'Main', after: 'Renamed' }])
    const one = await call(t.owner, 'GET', `${LOG}/${done.seq}`)
    assert.deepEqual(one.json(), done)
  })

  it('refuses malformed questions', async () => {
    for (const query of [
      'from=yesterday',
      'from=0000-01-01T00:00:00Z',
      'to=2026-13-01T00:00:00Z',
      'result=good',
      'search=%00',
      'actorId=',
      `search=${'x'.repeat(201)}`,
      'limit=0',
      'limit=201',
      'cursor=x',
    ]) {
      const answer = await call(t.owner, 'GET', `${LOG}?${query}`)
      assert.equal(answer.statusCode, 422, `${query}: ${answer.body}`)
    }
    for (const seq of ['abc', '0', '-1', '1e300', '99999999999999999999'])
      assert.equal((await call(t.owner, 'GET', `${LOG}/${seq}`)).statusCode, 422, seq)
    const missing = await call(t.owner, 'GET', `${LOG}/999999`)
    assert.deepEqual([missing.statusCode, codeOf(missing)], [404, 'not-found'])
    const format = await call(t.owner, 'GET', `${LOG}/export?format=xls`)
    assert.equal(format.statusCode, 422)
  })

  it('is for administrators of the workspace, the platform’s for those of the platform', async () => {
    const admin = await t.member('admin')
    const operator = await t.member('operator')
    const stranger = await t.member()
    for (const path of ['', '/statistics', '/verification', '/head', '/export', '/1']) {
      assert.equal((await call(admin, 'GET', LOG + path)).statusCode, 200, path)
      for (const caller of [operator, viewer])
        assert.equal((await call(caller, 'GET', LOG + path)).statusCode, 403, path)
      assert.equal((await call(stranger, 'GET', LOG + path)).statusCode, 404, path)
      assert.equal((await t.app.inject({ url: LOG + path })).statusCode, 401, path)
      assert.equal((await call(t.owner, 'GET', PLATFORM + path)).statusCode, 200, path)
      assert.equal((await call(admin, 'GET', PLATFORM + path)).statusCode, 403, path)
      assert.equal((await t.app.inject({ url: PLATFORM + path })).statusCode, 401, path)
    }
  })

  it('counts, and tells its head', async () => {
    const statistics = await call(t.owner, 'GET', `${LOG}/statistics?action=updateWorkspace`)
    const { total, byResult, byDay } = statistics.json<{
      total: number
      byResult: object
      byDay: { count: number }[]
    }>()
    assert.equal(total, 2)
    assert.deepEqual(byResult, { success: 1, refused: 1 })
    assert.equal(
      byDay.reduce((sum, { count }) => sum + count, 0),
      2,
    )
    const [newest] = await entries('?limit=1')
    const head = await call(t.owner, 'GET', `${LOG}/head`)
    const { seq, hash } = head.json<{ seq: number; hash: string }>()
    assert.deepEqual([seq, hash], [newest?.seq, newest?.hash])
  })

  it('is exported as CSV that nobody’s spreadsheet runs and anybody can verify', async () => {
    const earlier = (await entries('?action=exportAuditLog&limit=200')).length
    const answer = await call(t.owner, 'GET', `${LOG}/export`)
    assert.match(String(answer.headers['content-type']), /^text\/csv/)
    assert.match(
      String(answer.headers['content-disposition']),
      /^attachment; filename="audit-wsp_\w+-\d{4}-\d\d-\d\d\.csv"$/,
    )
    const [names = [], ...lines] = parseCsv(answer.body)
    const rows = lines.map((line) => Object.fromEntries(names.map((name, i) => [name, line[i]])))
    const evil = rows.find((row) => row['action'] === 'updateWorkspace')
    assert.equal(evil?.['user_agent'], `'${EVIL}`)
    for (const line of lines) for (const cell of line) assert.doesNotMatch(cell, /^[=+\-@\t\r]/)
    assertChain(
      rows.map((row) => ({
        previousHash: String(row['previous_hash']),
        hash: String(row['hash']),
        record: String(row['record']),
      })),
    )
    assert.equal((await entries('?action=exportAuditLog&limit=200')).length, earlier + 1)
  })

  it('is exported as JSON lines and as JSON, page by page', async () => {
    await sql(
      `select count(audit_append_to($1, jsonb_build_object('actor', jsonb_build_object('name', 'x'),
         'action', 'bulk', 'result', 'success', 'requestId', n::text))) from generate_series(1, 1200) n`,
      [t.workspace.id],
    )
    const jsonl = await call(t.owner, 'GET', `${LOG}/export?format=jsonl`)
    assert.match(String(jsonl.headers['content-type']), /^application\/jsonl/)
    const lines = jsonl.body.trimEnd().split('\n').map(parseEntry)
    assertChain(lines)
    assert.ok(lines.length > 1200)

    const array = await call(t.owner, 'GET', `${LOG}/export?format=json&action=bulk`)
    const bulk = array.json<AuditEntryView[]>()
    assert.deepEqual(
      bulk.map(({ requestId }) => Number(requestId)),
      Array.from({ length: 1200 }, (_, n) => n + 1),
    )
    const none = await call(t.owner, 'GET', `${LOG}/export?format=json&action=nothing`)
    assert.deepEqual(none.json(), [])
  })

  it('breaks off when the reader is removed on the way: half a file must not look whole', async () => {
    const reader = await t.member('admin')
    const db = t.ports.db.within({ workspaceId: t.workspace.id, principalId: reader.user.id })
    const { chunks } = exportAuditLog({ db, clock: t.ports.clock }, t.workspace.id, {
      format: 'json',
    })
    const iterator = chunks[Symbol.asyncIterator]()
    assert.equal((await iterator.next()).done, false)
    await t.ports.db.stores.members.delete(t.workspace.id, reader.user.id)
    await assert.rejects(
      (async () => {
        while (!(await iterator.next()).done);
      })(),
      { code: 'access-ended' },
    )
  })

  it('survives a reader who leaves in the middle', async () => {
    const url = await t.app.listen({ port: 0, host: '127.0.0.1' })
    const controller = new AbortController()
    const answer = await fetch(`${url}${LOG}/export`, {
      headers: { authorization: `Bearer ${t.owner.token}` },
      signal: controller.signal,
    })
    await answer.body?.getReader().read()
    controller.abort()
    assert.equal((await call(t.owner, 'GET', `${LOG}/head`)).statusCode, 200)
  })

  it('loses what the workspace no longer keeps, and says so', async () => {
    t.clock.now += 40 * DAY_MS
    assert.deepEqual((await runMaintenance(t.ports)).pruned, 0)
    const settings = { ...t.workspace.settings, auditRetentionDays: 30 }
    const workspace = (await t.ports.db.stores.workspaces.get(t.workspace.id)) ?? assert.fail()
    await t.ports.db.stores.workspaces.update({ ...workspace, settings })
    const { pruned } = await runMaintenance(t.ports)
    t.clock.now -= 40 * DAY_MS
    assert.ok(pruned > 1200)

    const { audit } = t.ports.db.stores
    const left = (await audit.list(t.workspace.id, {}, { limit: 10 })).items
    assert.deepEqual(
      left.map(({ action, actor }) => [action, actor.kind]),
      [['pruneAuditLog', 'system']],
    )
    assert.equal(left[0]?.changes[0]?.before, pruned)
    assert.deepEqual(await audit.verify(t.workspace.id), { ok: true, entries: 1 })
  })

  it('tells where it was tampered with, and then is not pruned', async () => {
    const { audit } = t.ports.db.stores
    const { seq } = (await audit.head(t.workspace.id)) ?? assert.fail()
    await sql(
      `update audit_entries set record = replace(record, 'SkyClust', 'Somebody') where chain = $1 and seq = $2`,
      [t.workspace.id, seq],
    )
    const found = await audit.verify(t.workspace.id)
    assert.deepEqual(found, { ok: false, entries: 1, brokenAt: seq, what: 'entry-changed' })
    t.clock.now += 80 * DAY_MS
    assert.equal((await runMaintenance(t.ports)).pruned, 0)
    t.clock.now -= 80 * DAY_MS
    assert.ok(t.log.some((line) => line.includes('nothing of it is pruned')))
  })
})

function parseEntry(line: string): AuditEntryView {
  return JSON.parse(line) as AuditEntryView
}

/** What anybody can do who has the file and SHA-256. */
function assertChain(
  entries: readonly Pick<AuditEntryView, 'previousHash' | 'hash' | 'record'>[],
): void {
  assert.ok(entries.length > 0)
  let previous = entries[0]?.previousHash
  for (const { previousHash, hash, record } of entries) {
    assert.equal(previousHash, previous)
    const sum = createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(record)
    assert.equal(sum.digest('hex'), hash)
    previous = hash
  }
}
