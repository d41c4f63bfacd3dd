import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { EventView, ResourceView } from '@skyclust/application'
import type { Grant, Plan } from '@skyclust/domain'
import { withClient } from '@skyclust/postgres'
import { call, codeOf } from './testing/call.ts'
import { accepted, type FleetApp, fleetApp, poolRequest, WORKSPACE } from './testing/fleet-app.ts'
import type { Caller } from './testing/test-app.ts'

const dev = { matchLabels: { env: 'dev' } }
const ALL_ON_DEV: Grant = {
  permissions: [
    'cluster:read',
    'cluster:create',
    'cluster:update',
    'cluster:delete',
    'network:read',
    'network:create',
    'network:delete',
    'event:read',
  ],
  selector: dev,
}
const READ_ALL: Grant = { permissions: ['workspace:read', 'cluster:read', 'network:read'] }
const CHANGE_DEV: Grant = { permissions: ['cluster:update', 'cluster:delete'], selector: dev }

describe('a role that is bound to labels', () => {
  let t: FleetApp
  /** Everything, on env=dev only. */
  let team: Caller
  /** Sees every cluster, changes those of env=dev. */
  let helper: Caller
  const events: EventView[] = []
  let base = ''
  before(async () => {
    t = await fleetApp({ streams: { recheckMs: 20 } })
    team = await t.memberWith([ALL_ON_DEV, { permissions: ['workspace:read', 'credential:read'] }])
    helper = await t.memberWith([READ_ALL, CHANGE_DEV])
    for (const env of ['dev', 'prod'])
      for (const n of [1, 2]) accepted(await t.createCluster(`${env}-${n}`, { labels: { env } }))
    accepted(await t.createCluster('bare'))
    accepted(await t.createNetwork('net-dev', { labels: { env: 'dev' } }))
    accepted(await t.createNetwork('net-prod', { labels: { env: 'prod' } }))
    await t.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = t.app.server.address() as AddressInfo
    base = `http://127.0.0.1:${port}`
  })
  after(() => t[Symbol.asyncDispose]())

  const items = async <T>(by: Caller, path: string) => {
    const answer = await call(by, 'GET', `${WORKSPACE}${path}`)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json<{ items: T[]; nextCursor: string | null }>()
  }
  const names = async (by: Caller, path: string) =>
    (await items<ResourceView>(by, path)).items.map((r) => r.name).toSorted()
  const idOf = async (name: string, kind = 'clusters') => {
    const found = await call(t.owner, 'GET', `${WORKSPACE}/${kind}/${name}`)
    return found.json<{ resource: ResourceView }>().resource.id
  }
  /** Everything that is wanted, as the database has it. */
  const state = () =>
    withClient(t.connection, async (client) => {
      const rows = await client.query(
        'select id, version, generation, spec, labels, deletion_requested_at from resources order by id',
      )
      return rows.rows
    })

  it('lists exactly what has the labels', async () => {
    assert.deepEqual(await names(team, '/clusters'), ['dev-1', 'dev-2'])
    // What a cluster brought along has the cluster's labels.
    assert.deepEqual(await names(team, '/networks'), ['dev-1', 'dev-2', 'net-dev'])
    assert.deepEqual(await names(helper, '/clusters'), [
      'bare',
      'dev-1',
      'dev-2',
      'prod-1',
      'prod-2',
    ])
    const page = await items<ResourceView>(team, '/clusters?limit=1')
    const next = await items<ResourceView>(team, `/clusters?limit=1&cursor=${page.nextCursor}`)
    assert.deepEqual([...page.items, ...next.items].map((r) => r.name).toSorted(), [
      'dev-1',
      'dev-2',
    ])
    assert.equal(next.nextCursor, null)
  })

  it('what lies outside answers as what does not exist, by name and by id', async () => {
    assert.equal((await call(team, 'GET', `${WORKSPACE}/clusters/dev-1`)).statusCode, 200)
    for (const [kind, name] of [
      ['clusters', 'prod-1'],
      ['clusters', 'bare'],
      ['networks', 'prod-1'],
      ['networks', 'net-prod'],
    ] as const)
      for (const ref of [name, await idOf(name, kind)]) {
        const missing = ref.startsWith('res_') ? `res_${'a'.repeat(20)}` : 'not-there'
        const hidden = await call(team, 'GET', `${WORKSPACE}/${kind}/${ref}`)
        const absent = await call(team, 'GET', `${WORKSPACE}/${kind}/${missing}`)
        const told = { ...hidden.json<object>(), instance: '' }
        const wanted = { ...absent.json<object>(), instance: '' }
        assert.equal(hidden.statusCode, 404)
        assert.deepEqual(JSON.parse(JSON.stringify(told).replaceAll(ref, missing)), wanted)
      }
  })

  const changes: readonly [string, 'POST' | 'PATCH' | 'DELETE', string, object?][] = [
    ['a node pool', 'POST', '/node-pools', poolRequest('more', 1)],
    ['the plan of one', 'POST', '/node-pools?dryRun=true', poolRequest('more', 1)],
    ['another size', 'PATCH', '/node-pools/main', { nodeCount: 5 }],
    ['the plan of it', 'PATCH', '/node-pools/main?dryRun=true', { nodeCount: 5 }],
    ['a pool to go', 'DELETE', '/node-pools/main'],
    ['the plan of that', 'DELETE', '/node-pools/main?dryRun=true'],
    ['another attempt', 'POST', '/retry'],
    ['the cluster to go', 'DELETE', ''],
    ['the plan of its end', 'DELETE', '?dryRun=true'],
  ]
  for (const [what, method, path, body] of changes)
    it(`cannot ask for ${what} outside; who sees it is told which labels are needed`, async () => {
      const wanted = await state()
      for (const ref of ['prod-1', await idOf('prod-1')]) {
        const url = `${WORKSPACE}/clusters/${ref}${path}`
        const hidden = await call(team, method, url, body)
        const seen = await call(helper, method, url, body)

        assert.deepEqual([hidden.statusCode, codeOf(hidden)], [404, 'not-found'])
        assert.deepEqual([seen.statusCode, codeOf(seen)], [403, 'permission-denied'])
        const problem = seen.json<{
          detail: string
          permission: string
          requiredLabels: object[]
        }>()
        assert.match(problem.detail, /env=dev/)
        assert.deepEqual(problem.requiredLabels, [dev])
        assert.match(problem.permission, /^cluster:(update|delete)$/)
      }
      assert.deepEqual(await state(), wanted)
    })

  it('cannot make anything outside its labels, nor plan it', async () => {
    const wanted = await state()
    for (const labels of [{}, { env: 'prod' }, { tier: 'dev' }])
      for (const query of ['', '?dryRun=true'])
        for (const [kind, body] of [
          ['clusters', t.clusterRequest('x', { labels })],
          ['networks', t.networkRequest('x', { labels })],
        ] as const) {
          const answer = await call(team, 'POST', `${WORKSPACE}/${kind}${query}`, body)
          assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'permission-denied'])
          assert.match(answer.json<{ detail: string }>().detail, /«env=dev»/)
        }
    assert.deepEqual(await state(), wanted)
  })

  it('makes, resizes and deletes inside', async () => {
    accepted(await t.createCluster('own', { labels: { env: 'dev', team: 'a' } }, team))
    const pool = `${WORKSPACE}/clusters/own/node-pools/main`
    accepted(await call(team, 'PATCH', pool, { nodeCount: 4 }))
    accepted(await call(team, 'DELETE', `${WORKSPACE}/clusters/own`))
    accepted(await t.createNetwork('own-net', { labels: { env: 'dev' } }, team))
    accepted(await call(team, 'DELETE', `${WORKSPACE}/networks/own-net`))
  })

  it('cannot put a cluster on a network it may not see', async () => {
    const labels = { env: 'dev' }
    await withClient(t.connection, (client) =>
      client.query("update resources set observed_generation = generation where kind = 'network'"),
    )
    const on = async (name: string) => ({ network: { networkId: await idOf(name, 'networks') } })

    const hidden = await t.createCluster('guest', { labels, ...(await on('net-prod')) }, team)
    const missing = { network: { networkId: `res_${'a'.repeat(20)}` } }
    const absent = await t.createCluster('guest', { labels, ...missing }, team)

    assert.deepEqual([hidden.statusCode, codeOf(hidden)], [404, 'not-found'])
    assert.equal(absent.statusCode, 404)
    accepted(await t.createCluster('guest', { labels, ...(await on('net-dev')) }, team))
  })

  it('is not told the names of what it may not see', async () => {
    const onDev = { network: { networkId: await idOf('net-dev', 'networks') } }
    accepted(await t.createCluster('prod-guest', { labels: { env: 'prod' }, ...onDev }))
    const body = { ...t.networkRequest('n', { labels: { env: 'dev' } }), allowCidrOverlap: false }
    await withClient(t.connection, (client) =>
      client.query(
        `update resources set spec = jsonb_set(spec, '{cidr}', '"10.99.0.0/16"') where name = 'net-prod'`,
      ),
    )
    const inUse = await call(team, 'DELETE', `${WORKSPACE}/networks/net-dev`)
    const plan = await call(team, 'POST', `${WORKSPACE}/networks?dryRun=true`, {
      ...body,
      cidr: '10.99.0.0/16',
    })

    assert.equal(codeOf(inUse), 'in-use')
    assert.ok(inUse.body.includes('guest') && !inUse.body.includes('prod-guest'))
    const clash = plan.json<Plan>().findings.find((f) => f.code === 'cidr-overlap')
    assert.equal(clash?.severity, 'error')
    assert.ok(!plan.body.includes('net-prod'))
  })

  it('a history shows events of its resources only, page by page, and no credentials', async () => {
    let cursor = ''
    for (let pages = 0; pages < 200; pages += 1) {
      const page = await items<EventView>(team, `/events?limit=7${cursor}`)
      events.push(...page.items)
      if (page.nextCursor === null) break
      cursor = `&cursor=${page.nextCursor}`
    }
    const all = (await items<EventView>(t.owner, '/events?limit=200')).items
    const isDev = ({ data }: EventView) =>
      (data['labels'] as { env?: string } | undefined)?.env === 'dev'

    assert.deepEqual(
      events.map((e) => e.seq),
      all.filter(isDev).map((e) => e.seq),
    )
    assert.ok(events.length > 10 && events.length < all.length)
    assert.ok(all.some((e) => e.type === 'credential.created'))
    assert.equal((await call(team, 'GET', `${WORKSPACE}/events?cursor=x`)).statusCode, 422)
  })

  it('a stream tells of its resources only, and goes on behind what it left out', async () => {
    const abort = new AbortController()
    const response = await fetch(`${base}${WORKSPACE}/events/stream?after=0`, {
      signal: abort.signal,
      headers: { authorization: `Bearer ${team.token}` },
    })
    accepted(await t.createCluster('prod-3', { labels: { env: 'prod' } }))
    accepted(await t.createCluster('dev-3', { labels: { env: 'dev' } }))
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (/"name":"dev-3-a"/.test(text) || text.length > 1_000_000) break
    }
    abort.abort()

    assert.match(text, /dev-1/)
    assert.match(text, /dev-3/)
    assert.doesNotMatch(text, /prod|bare|credential\./)
  })

  it('a role that is narrowed while a stream is open shows in the stream', async () => {
    const member = await t.memberWith([{ permissions: ['event:read'] }])
    const abort = new AbortController()
    const response = await fetch(`${base}${WORKSPACE}/events/stream`, {
      signal: abort.signal,
      headers: { authorization: `Bearer ${member.token}` },
    })
    const { roles, members } = t.ports.db.stores
    const membership = await members.get(t.workspace.id, member.user.id)
    const role = (await roles.list(t.workspace.id)).find((r) => r.id === membership?.role)
    assert.ok(role)
    const reader = response.body?.getReader()
    assert.ok(reader)
    let text = ''
    const readUntil = async (pattern: RegExp) => {
      while (!pattern.test(text)) {
        const { value, done } = await reader.read()
        if (done) break
        text += Buffer.from(value).toString()
      }
    }
    accepted(await t.createCluster('prod-4', { labels: { env: 'prod' } }))
    await readUntil(/prod-4/)
    await roles.update({ ...role, grants: [{ permissions: ['event:read'], selector: dev }] })
    // The notice of the change travels through PostgreSQL; the stream looks again by itself as well.
    await new Promise((resolve) => setTimeout(resolve, 500))

    accepted(await t.createCluster('prod-5', { labels: { env: 'prod' } }))
    accepted(await t.createCluster('dev-5', { labels: { env: 'dev' } }))
    await readUntil(/dev-5/)
    abort.abort()

    assert.match(text, /prod-4/)
    assert.match(text, /dev-5/)
    assert.doesNotMatch(text, /prod-5/)
  })
})
