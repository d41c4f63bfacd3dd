import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { observatory } from './testing/observatory.ts'
import { register, testProvider } from './testing/sso.ts'
import { PASSWORD, type TestApp, testApp } from './testing/test-app.ts'

const HOST = 'sky.example.com'
const PUBLIC_URL = `https://${HOST}`
const SESSION = '__Host-skyclust'
const LOGIN = '__Host-skyclust-login'

/** On every answer, whatever it is. */
const ALWAYS: Readonly<Record<string, RegExp>> = {
  'content-security-policy': /frame-ancestors 'none'/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^same-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
  'strict-transport-security': /^max-age=63072000; includeSubDomains$/,
  'x-request-id': /^[0-9a-f-]{36}$/,
}

const PAGE = `<!doctype html><html><head><script src="/_next/static/app.js"></script></head>
<body><script>self.started=1</script></body></html>`

describe('behind TLS', () => {
  const dashboardDir = mkdtempSync(join(tmpdir(), 'skyclust-out-'))
  let t: TestApp
  let idp: Awaited<ReturnType<typeof testProvider>>
  let ssoUrl = ''
  before(async () => {
    for (const [file, text] of Object.entries({
      'ko/index.html': PAGE,
      'ko/404.html': PAGE,
      'ko/index.txt': 'payload',
      '_next/static/app.js': 'self.app = 1',
      'icon.svg': '<svg/>',
    })) {
      mkdirSync(dirname(join(dashboardDir, file)), { recursive: true })
      writeFileSync(join(dashboardDir, file), text)
    }
    t = await testApp({ publicUrl: PUBLIC_URL, dashboardDir })
    idp = await testProvider()
    const provider = await register(t.owner, idp)
    ssoUrl = `/api/v1/oidc/${provider.id}/login`
  })
  after(async () => {
    await t[Symbol.asyncDispose]()
    await idp[Symbol.asyncDispose]()
    rmSync(dashboardDir, { recursive: true, force: true })
  })

  const signIn = (password = PASSWORD) =>
    t.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { email: t.owner.user.email, password },
    })

  describe('every kind of answer carries the headers:', () => {
    const bearer = () => ({ authorization: `Bearer ${t.owner.token}` })
    const kinds: readonly (readonly [string, number, () => InjectOptions])[] = [
      ['a page', 200, () => ({ url: '/' })],
      ['a page’s payload', 200, () => ({ url: '/index.txt' })],
      ['a page that is not there', 404, () => ({ url: '/nothing/here' })],
      ['a script', 200, () => ({ url: '/_next/static/app.js' })],
      ['a script that is not there', 404, () => ({ url: '/_next/static/none.js' })],
      ['an icon', 200, () => ({ url: '/icon.svg' })],
      ['an answer of the API', 200, () => ({ url: '/api/v1/me', headers: bearer() })],
      ['a public answer', 200, () => ({ url: '/api/v1/setup' })],
      ['health', 200, () => ({ url: '/healthz' })],
      ['readiness', 200, () => ({ url: '/readyz' })],
      ['keys', 200, () => ({ url: '/.well-known/jwks.json' })],
      ['the description', 200, () => ({ url: '/api/v1/openapi.json' })],
      ['the reference', 200, () => ({ url: '/docs/api' })],
      ['nobody', 401, () => ({ url: '/api/v1/me' })],
      [
        'not permitted',
        403,
        () => ({
          method: 'POST',
          url: '/api/v1/session',
          headers: { origin: 'https://evil.example' },
          payload: {},
        }),
      ],
      ['no such route', 404, () => ({ url: '/api/v1/nothing' })],
      ['no such method', 404, () => ({ method: 'PUT', url: '/api/v1/me' })],
      ['an address that cannot be read', 400, () => ({ url: '/api/v1/oidc/%zz/login' })],
      [
        'an address that is too long',
        414,
        () => ({ url: `/api/v1/oidc/${'x'.repeat(5000)}/login` }),
      ],
      [
        'not JSON',
        400,
        () => ({
          method: 'POST',
          url: '/api/v1/session',
          headers: { 'content-type': 'application/json' },
          payload: '{',
        }),
      ],
      ['wrong fields', 422, () => ({ method: 'POST', url: '/api/v1/session', payload: {} })],
      ['a redirect to a provider', 303, () => ({ url: ssoUrl })],
      ['a redirect back with a refusal', 303, () => ({ url: '/api/v1/oidc/callback?state=none' })],
      [
        'a download',
        200,
        () => ({ url: '/api/v1/workspaces/main/audit/export', headers: bearer() }),
      ],
    ]
    for (const [about, status, request] of kinds)
      it(about, async () => {
        const answer = await t.app.inject(request())
        assert.equal(answer.statusCode, status, answer.body)
        assertHeaders(headersOf(answer))
        assert.equal(answer.headers['access-control-allow-origin'], undefined)
      })

    it('a fault of ours', async () => {
      await using broken = await testApp({
        publicUrl: PUBLIC_URL,
        overrides: {
          passwords: { hash: async (p) => p, verify: () => Promise.reject(new Error('planted')) },
        },
      })
      const answer = await broken.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload: { email: 'a@example.com', password: 'x' },
      })
      assert.equal(answer.statusCode, 500)
      assertHeaders(headersOf(answer))
    })

    it('an open stream', async () => {
      await t.app.listen({ host: '127.0.0.1', port: 0 })
      const { port } = t.app.server.address() as AddressInfo
      const abort = new AbortController()
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/workspaces/main/events/stream`, {
        headers: bearer(),
        signal: abort.signal,
      })
      assert.equal(answer.status, 200)
      assertHeaders(Object.fromEntries(answer.headers))
      abort.abort()
    })
  })

  it('says nothing of HSTS where it is served without TLS, and marks no cookie as secure', async () => {
    await using plain = await testApp()
    const answer = await plain.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { email: plain.owner.user.email, password: PASSWORD },
    })
    assert.equal(answer.headers['strict-transport-security'], undefined)
    assert.match(String(answer.headers['set-cookie']), /^skyclust_session=/)
  })

  describe('graded as Mozilla’s HTTP Observatory does:', () => {
    const graded: readonly (readonly [string, () => Promise<LightMyRequestResponse>])[] = [
      ['the dashboard', () => t.app.inject({ url: '/' })],
      ['a page that is not there', () => t.app.inject({ url: '/nothing' })],
      ['the API', () => t.app.inject({ url: '/api/v1/setup' })],
      ['the API’s refusals', () => t.app.inject({ url: '/api/v1/me' })],
      ['the API’s reference', () => t.app.inject({ url: '/docs/api' })],
      ['a sign-in with its cookie', () => signIn()],
    ]
    for (const [about, ask] of graded)
      it(`${about}: A+`, async (context) => {
        const answer = await ask()
        const result = observatory({ headers: headersOf(answer), cookies: cookiesOf(answer) })
        context.diagnostic(`${about}: ${result.score} ${result.grade}`)
        assert.equal(result.grade, 'A+', JSON.stringify(result))
      })

    it('knows worse', () => {
      const { grade, score } = observatory({ headers: {}, cookies: ['a=b'] })
      assert.deepEqual([grade, score], ['F', 0])
      const sloppy = observatory({
        headers: {
          'content-security-policy': "default-src 'self' 'unsafe-inline'",
          'strict-transport-security': 'max-age=60',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
        },
        cookies: [],
      })
      assert.deepEqual([sloppy.grade, sloppy.score], ['B', 70])
    })
  })

  it('the page runs its own scripts and no other inline ones', async () => {
    const { headers } = await t.app.inject({ url: '/' })
    const scripts = /script-src ([^;]+)/.exec(String(headers['content-security-policy']))?.[1]
    assert.match(scripts ?? '', /^'self' 'sha256-[\w+/=]{44}'$/)
  })

  describe('cookies', () => {
    it('of a session are __Host-, Secure, HttpOnly, SameSite=Lax, and so is their removal', async () => {
      const begun = await signIn()
      const [cookie = ''] = cookiesOf(begun)
      const value = new RegExp(`^${SESSION}=([^;]+)`).exec(cookie)?.[1] ?? ''
      const ended = await t.app.inject({
        method: 'DELETE',
        url: '/api/v1/session',
        headers: { cookie: `${SESSION}=${value}`, origin: PUBLIC_URL },
      })

      assertCookie(cookie, SESSION)
      assert.ok(value.length >= 43)
      assert.ok(ended.statusCode < 300, ended.body)
      assertCookie(cookiesOf(ended)[0] ?? '', SESSION)
      assert.match(cookiesOf(ended)[0] ?? '', /Expires=Thu, 01 Jan 1970|Max-Age=0/)
    })

    it('of a login under way live ten minutes', async () => {
      const [cookie = ''] = cookiesOf(await t.app.inject({ url: ssoUrl }))
      assertCookie(cookie, LOGIN)
      assert.match(cookie, /Max-Age=600/)
    })

    it('without the prefix count for nothing', async () => {
      const value = /=([^;]+)/.exec(cookiesOf(await signIn())[0] ?? '')?.[1] ?? ''
      const ask = (cookie: string) => t.app.inject({ url: '/api/v1/me', headers: { cookie } })
      assert.equal((await ask(`${SESSION}=${value}`)).statusCode, 200)
      assert.equal((await ask(`skyclust_session=${value}`)).statusCode, 401)
    })
  })
})

function assertHeaders(headers: Readonly<Record<string, string>>): void {
  const wrong = Object.entries(ALWAYS).filter(([name, wanted]) => !wanted.test(headers[name] ?? ''))
  assert.deepEqual(
    wrong.map(([name]) => `${name}: ${headers[name]}`),
    [],
  )
  assert.equal(headers['server'] ?? headers['x-powered-by'], undefined)
}

function assertCookie(cookie: string, name: string): void {
  assert.ok(cookie.startsWith(`${name}=`), cookie)
  for (const attribute of [/; Path=\/(;|$)/, /; HttpOnly/, /; Secure/, /; SameSite=Lax/])
    assert.match(cookie, attribute)
  assert.doesNotMatch(cookie, /Domain=/i)
}

function headersOf(answer: LightMyRequestResponse): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
  )
}

function cookiesOf(answer: LightMyRequestResponse): readonly string[] {
  const header = answer.headers['set-cookie']
  return header === undefined ? [] : [header].flat()
}
