import assert from 'node:assert/strict'
import { connect, type AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { ask, type Seen } from './isolation/testing/answer.ts'
import { ISSUER } from './isolation/testing/samples.ts'
import { changedTables, newEntries } from './isolation/testing/matrix.ts'
import { routeTable, type TableRoute } from './isolation/testing/route-table.ts'
import { newWorld, type World } from './isolation/testing/world.ts'
import { isAudited } from './pipeline/request-state.ts'
import { testApp } from './testing/test-app.ts'
import { type Malformed, malformedRequests } from './testing/malformed/corpus.ts'

const table = await routeTable()
/** Without SKYCLUST_LONG each route tries a quarter of the corpus, its neighbours the others. */
const SHARES = process.env['SKYCLUST_LONG'] === '1' ? 1 : 4

describe('malformed input: never a 5xx, always a problem document, nothing changed', () => {
  let world: World
  let app: FastifyInstance
  before(async () => {
    world = await newWorld()
    const { oidc } = world.ports
    const ports = {
      ...world.ports,
      // The samples' provider is on no network.
      oidc: {
        ...oidc,
        discover: () => Promise.resolve({ endSessionEndpoint: undefined }),
        authorizationUrl: () => Promise.resolve(`${ISSUER}/authorize`),
      },
    }
    app = await buildApp({ ports, publicUrl: 'http://localhost', version: '0' })
  })
  after(async () => {
    await app.close()
    await world[Symbol.asyncDispose]()
  })

  for (const [position, route] of table.entries())
    it(`${route.loaded.route.method} ${route.loaded.url}`, async () => {
      const corpus = malformedRequests(route, world.victim.ids, headersFor(world, route))
      const faults: string[] = []
      const share = corpus.filter((_, index) => index % SHARES === position % SHARES)
      for (const one of share)
        for (const fault of await tryOne(route, one)) faults.push(`${one.about}: ${fault}`)

      assert.ok(corpus.length > 10)
      assert.deepEqual(faults, [])
    })

  async function tryOne(route: TableRoute, one: Malformed): Promise<readonly string[]> {
    const state = await world.snapshot.state()
    const logged = world.t.log.length
    const seen = await ask(app, one.request)
    const now = await world.snapshot.state()
    const changed = changedTables(state, now)
    const entries = [...newEntries(state, now).values()].reduce((sum, n) => sum + n, 0)
    if (changed.length > 0) {
      await world.snapshot.restore()
      world.forget()
    }
    const wanted = one.isUnroutable || !isAudited(route.loaded.route, {}) ? 0 : 1
    return [
      ...wrongIn(seen, one),
      ...(seen.status >= 400 && changed.length > 0 ? [`changed ${changed.join(', ')}`] : []),
      ...(entries === wanted || seen.status < 400
        ? []
        : [`${entries} audit entries instead of ${wanted}`]),
      ...world.t.log.slice(logged).map((line) => `logged ${line}`),
    ]
  }
})

describe('what is no HTTP at all', () => {
  const GET = 'GET /api/v1/me HTTP/1.1\r\nHost: x\r\n'
  const POST = 'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
  const cases: readonly (readonly [string, string, string])[] = [
    ['noise', '\u0000\u0001\u0002\r\n\r\n', '400 malformed-request'],
    ['a method nobody knows', 'FROB / HTTP/1.1\r\nHost: x\r\n\r\n', '400 malformed-request'],
    ['U+0000 in a header', `${GET}User-Agent: a\u0000b\r\n\r\n`, '400 malformed-request'],
    ['a header without a name', `${GET}: x\r\n\r\n`, '400 malformed-request'],
    ['headers of 64 KB', `${GET}X: ${'x'.repeat(65_536)}\r\n\r\n`, '431 headers-too-large'],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n`, '400 malformed-request'],
    [
      'two lengths (smuggling)',
      `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      '400 malformed-request',
    ],
    [
      'a length and chunks (smuggling)',
      `${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      '400 malformed-request',
    ],
    [
      'a method without a route',
      'TRACE /api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      '404 not-found',
    ],
    [
      'an address that cannot be decoded',
      'GET /api/v1/oidc/%zz/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      '400 malformed-request',
    ],
  ]

  it('is answered by a problem document with the headers that every answer has', async () => {
    await using t = await testApp()
    await t.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = t.app.server.address() as AddressInfo
    const wrong: string[] = []
    for (const [about, text, wanted] of cases) {
      const answer = await spoken(port, text)
      const [head = '', body = ''] = answer.split('\r\n\r\n')
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]
      const code = /"code":"([a-z-]+)"/.exec(body)?.[1]
      if (`${status} ${code}` !== wanted) wrong.push(`${about}: ${answer.slice(0, 300)}`)
      for (const name of ['application/problem+json', 'content-security-policy', 'x-request-id'])
        if (!head.includes(name)) wrong.push(`${about}: no ${name}`)
    }
    assert.deepEqual(wrong, [])
  })

  it('a proxy that hands on nonsense as the client’s address is no fault of ours', async () => {
    await using t = await testApp({ trustedProxies: ['127.0.0.0/8'] })
    for (const address of ['x'.repeat(5000), 'a, b', '1.2.3.4.5', '::ffff:::', '%00', "'"]) {
      const answer = await t.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload: { email: 'nobody@example.com', password: 'x' },
        headers: { 'x-forwarded-for': address },
      })
      assert.equal(answer.statusCode, 401, `${address.slice(0, 20)}: ${answer.body}`)
    }
  })
})

/** All that comes back for these bytes. */
function spoken(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    let answer = ''
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)))
    socket.on('close', () => resolve(answer))
  })
}

function wrongIn({ status, contentType, body }: Seen, { mustFail }: Malformed): readonly string[] {
  const said = `${status} ${body.slice(0, 200)}`
  if (status >= 500) return [`failed with ${said}`]
  if (status < 400) return mustFail && status !== 303 ? [`answered with ${said}`] : []
  if (!contentType.startsWith('application/problem+json'))
    return [`no problem document, but ${said}`]
  const { code, title, instance } = JSON.parse(body) as Record<string, unknown>
  return [code, title, instance].every((part) => typeof part === 'string' && part !== '')
    ? []
    : [`an incomplete problem document: ${said}`]
}

/** Of somebody who may do what the route does: only the input is wrong. */
function headersFor(
  { victim, people }: World,
  { loaded }: TableRoute,
): Readonly<Record<string, string>> {
  const { permission } = loaded.route
  if (permission === 'public') return {}
  const person = permission === 'platform-admin' ? people.platformAdmin : victim.owner
  return { authorization: `Bearer ${person.accessToken}` }
}
