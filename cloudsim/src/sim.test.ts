import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { perform } from './core/call.ts'
import type { SimCloud, SimContext } from './core/cloud.ts'
import { serveCloudsim } from './server.ts'
import { type Cloudsim, cloudsimOf, type CloudsimOptions } from './sim.ts'

/** A cloud with one kind of object: PUT /things/<id> makes it. */
function toyCloud(context: SimContext): SimCloud {
  const things = context.world.table<{ id: string; at: number; lucky: number }>('gcp.thing')
  const accounts = context.world.table<{ id: string }>('gcp.account')
  return {
    name: 'gcp',
    bucketLimits: { things: { burst: 2, perSecond: 1 } },
    hosts: ['toys.example.com', /\.toys\.example\.com$/],
    async handle(request) {
      const id = request.path.split('/')[2] ?? ''
      const put = {
        cloud: 'gcp',
        account: 'a',
        region: '',
        operation: 'put',
        mutating: true,
      } as const
      const result = await perform(context, { ...put, bucket: 'things', target: id }, 'r', () => {
        things.put(id, { id, at: context.clock.now(), lucky: context.random() })
        return { base: request.baseUrl, raw: request.rawPath, body: String(request.body) }
      }).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'Error' && 'kind' in error) return { error }
        throw error
      })
      return { status: 'error' in result ? 429 : 200, body: JSON.stringify(result) }
    },
    async createAccount({ id = 'new' }) {
      accounts.put(id, { id })
      return { cloud: 'gcp', projectId: id, serviceAccountKey: {} }
    },
    updateAccount: (id) => accounts.put(id, { id }),
    accounts: () => accounts.values().map(({ id }) => id),
    inventory: () =>
      things.values().map(({ id }) => ({
        cloud: 'gcp',
        account: 'a',
        region: '',
        type: 'thing',
        id,
        tags: {},
      })),
    drift(_type, id) {
      if (!things.delete(id)) throw new Error(`no thing ${id}`)
    },
  }
}

async function withServer(
  options: CloudsimOptions,
  use: (url: string, sim: Cloudsim) => Promise<void>,
): Promise<void> {
  const running = await serveCloudsim(cloudsimOf([toyCloud], options))
  try {
    await use(running.url, running.sim)
  } finally {
    await running.close()
  }
}

async function call(
  url: string,
  method = 'GET',
  body?: object,
  token = '',
): Promise<[number, Json]> {
  const response = await fetch(url, {
    method,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return [response.status, (text === '' ? {} : JSON.parse(text)) as Json]
}

interface Json {
  readonly [key: string]: unknown
}

describe('the handler', () => {
  it('routes by path prefix and by Host header', async () => {
    await withServer({}, async (url) => {
      const [, byPath] = await call(`${url}/gcp/things/1?x=1`, 'PUT', { a: 1 })
      const elsewhere = await fetch(`${url}/things/2`, { method: 'PUT' })

      assert.deepEqual(byPath, { base: `${url}/gcp`, raw: '/gcp/things/1', body: '{"a":1}' })
      assert.equal(elsewhere.status, 404)
      assert.equal(elsewhere.headers.get('content-type'), 'application/problem+json')
    })
  })

  it('can be mounted below a path of another server', async () => {
    const sim = cloudsimOf([toyCloud])
    const server = createServer((req, res) => void sim.handler(req, res, '/sandbox'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sandbox`

    const [, answer] = await call(`${url}/gcp/things/1`, 'PUT')
    const [status] = await call(`${url}/admin/state`)
    server.close()
    server.closeAllConnections()

    assert.deepEqual(answer, { base: `${url}/gcp`, raw: '/sandbox/gcp/things/1', body: '' })
    assert.equal(status, 200)
  })

  it('destroys the socket when a fault drops the connection, with the effect done or not', async () => {
    await withServer({}, async (url, sim) => {
      const rule = { cloud: 'gcp', operation: 'put', remaining: 1 } as const
      sim.faults.add({ ...rule, fault: { kind: 'drop' } })
      await assert.rejects(fetch(`${url}/gcp/things/1`, { method: 'PUT' }))
      const before = sim.inventory().length
      sim.faults.add({ ...rule, fault: { kind: 'drop', when: 'after' } })
      await assert.rejects(fetch(`${url}/gcp/things/1`, { method: 'PUT' }))

      assert.deepEqual([before, sim.inventory().length], [0, 1])
      assert.deepEqual(
        sim.calls().map((c) => c.outcome),
        ['dropped', 'dropped'],
      )
    })
  })

  it('refuses bodies over 10 MB and limits the call rate', async () => {
    await withServer({ speed: 0.001 }, async (url) => {
      const big = await fetch(`${url}/gcp/things/1`, { method: 'PUT', body: Buffer.alloc(11e6) })
      const statuses = []
      for (const id of [1, 2, 3]) statuses.push((await call(`${url}/gcp/things/${id}`, 'PUT'))[0])

      assert.equal(big.status, 413)
      assert.deepEqual(statuses, [200, 200, 429])
    })
  })
})

describe('the admin API', () => {
  it('drives clock, faults, accounts, drift and reset', async () => {
    await withServer({ seed: 7 }, async (url, sim) => {
      const admin = `${url}/admin`
      const [, before] = await call(`${admin}/clock`)
      const [, clock] = await call(`${admin}/clock`, 'PUT', { speed: 60, advanceMs: 3_600_000 })
      const [created, credential] = await call(`${admin}/accounts`, 'POST', {
        cloud: 'gcp',
        id: 'p',
      })
      const again = await call(`${admin}/accounts`, 'POST', { cloud: 'gcp', id: 'p' })
      const patched = await call(`${admin}/accounts/gcp/p`, 'PATCH', { denied: ['x'] })
      const [, consistency] = await call(`${admin}/consistency`, 'PUT', { visibilityDelayMs: 5 })
      const [, fault] = await call(`${admin}/faults`, 'POST', {
        cloud: 'gcp',
        operation: 'put',
        fault: { kind: 'throttle' },
      })
      await call(`${url}/gcp/things/1`, 'PUT')
      await call(`${url}/gcp/things/1`, 'PUT')
      const [, calls] = await call(`${admin}/calls?since=1&mutating=true`)
      const [, inventory] = await call(`${admin}/inventory?cloud=gcp`)
      const drifted = await call(`${admin}/drift`, 'POST', {
        cloud: 'gcp',
        type: 'thing',
        id: '1',
        patch: null,
      })
      const gone = await call(`${admin}/drift`, 'POST', {
        cloud: 'gcp',
        type: 'thing',
        id: '1',
        patch: null,
      })
      const [removed] = await call(`${admin}/faults/${String(fault['id'])}`, 'DELETE')
      const [, state] = await call(`${admin}/state`)
      await call(`${admin}/reset`, 'POST')

      assert.ok(Number(clock['now']) >= Number(before['now']) + 3_600_000)
      assert.equal(clock['speed'], 60)
      assert.deepEqual(
        [created, credential['projectId'], again[0], patched[0]],
        [201, 'p', 409, 204],
      )
      assert.deepEqual(consistency, { visibilityDelayMs: 5 })
      assert.equal((calls['calls'] as unknown[]).length, 1)
      assert.equal((inventory['items'] as unknown[]).length, 1)
      assert.deepEqual([drifted[0], gone[0], removed], [204, 404, 204])
      assert.deepEqual([state['calls'], state['objects'], state['seed']], [2, 0, 7])
      assert.deepEqual(sim.clouds.gcp.accounts(), [])
      assert.deepEqual([sim.calls().length, sim.seed()], [0, 7])
    })
  })

  it('answers wrong input with problem documents', async () => {
    await withServer({}, async (url) => {
      const cases: readonly (readonly [string, string, object, number])[] = [
        ['PUT', 'clock', { speed: -1 }, 400],
        ['PUT', 'clock', { speed: 'fast' }, 400],
        ['POST', 'faults', { cloud: 'gcp', operation: 'put', fault: { kind: 'nonsense' } }, 400],
        ['POST', 'faults', { operation: 'put', fault: { kind: 'drop' } }, 400],
        ['POST', 'accounts', { cloud: 'oracle' }, 400],
        ['POST', 'accounts', { cloud: 'gcp', quotas: { CPUS: 'many' } }, 400],
        ['PATCH', 'accounts/gcp/nobody', {}, 404],
        ['PATCH', 'clock', {}, 405],
        ['PUT', 'weather', {}, 404],
        ['PUT', 'consistency', { visibilityDelayMs: -1 }, 400],
      ]
      for (const [method, path, body, status] of cases) {
        const [got, problem] = await call(`${url}/admin/${path}`, method, body)
        assert.deepEqual([got, problem['status']], [status, status], `${method} ${path}`)
      }
    })
  })

  it('asks for its token when it has one', async () => {
    await withServer({ adminToken: 's3cret' }, async (url) => {
      const none = await call(`${url}/admin/state`)
      const wrong = await call(`${url}/admin/state`, 'GET', undefined, 'wrong')
      const right = await call(`${url}/admin/state`, 'GET', undefined, 's3cret')

      assert.deepEqual([none[0], wrong[0], right[0]], [401, 401, 200])
    })
  })
})

describe('a restart', () => {
  it('keeps objects and accounts, goes on with the random numbers, and never turns time back', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'cloudsim-'))
    const first = cloudsimOf([toyCloud], { dataDir, speed: 5000, seed: 3 })
    await first.createAccount('gcp', { id: 'p' })
    const handler = await serveCloudsim(first)
    await call(`${handler.url}/gcp/things/1`, 'PUT')
    first.clock.advance(86_400_000)
    const told = first.clock.now()
    // Not closed: as after kill -9. The second one reads what the first has written so far.
    const second = cloudsimOf([toyCloud], { dataDir })
    const after = second.clock.now()
    const speed = second.clock.speed()
    await handler.close()

    assert.ok(after >= told)
    assert.equal(speed, 5000)
    assert.deepEqual(
      second.inventory().map(({ id }) => id),
      ['1'],
    )
    assert.deepEqual([second.clouds.gcp.accounts(), second.seed()], [['p'], 3])
    second.close()
  })
})
