import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { MISSING } from './isolation/testing/kinds.ts'
import { routeTable, urlOf } from './isolation/testing/route-table.ts'
import { rows } from './testing/identity-help.ts'
import { register, testProvider } from './testing/sso.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const HOST = 'sky.example.com'
const PUBLIC_URL = `https://${HOST}`
const SESSION = '__Host-skyclust'

describe('a change that another site sends', () => {
  let t: TestApp
  let idp: Awaited<ReturnType<typeof testProvider>>
  let ssoUrl = ''
  before(async () => {
    t = await testApp({ publicUrl: PUBLIC_URL })
    idp = await testProvider()
    const provider = await register(t.owner, idp)
    ssoUrl = `/api/v1/oidc/${provider.id}/login`
  })
  after(async () => {
    await t[Symbol.asyncDispose]()
    await idp[Symbol.asyncDispose]()
  })

  const foreign: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['Origin', { origin: 'https://evil.example' }],
    ['Origin of another port', { origin: `${PUBLIC_URL}:8443` }],
    ['Origin of a sub-domain', { origin: `https://x.${HOST}` }],
    ['Origin over http', { origin: `http://${HOST}` }],
    ['Origin null', { origin: 'null' }],
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site of a sibling', { 'sec-fetch-site': 'same-site' }],
    ['a name made to lead here', { origin: 'http://rebound.example', host: 'rebound.example' }],
  ]
  it('is refused by every mutating route, whatever it gives itself away by', async () => {
    const cookie = `${SESSION}=${t.owner.cookie}`
    const changing = (await routeTable()).filter(({ loaded }) => loaded.route.method !== 'GET')
    const before = await stateOf(t)
    const wrong: string[] = []
    for (const route of changing)
      for (const [about, headers] of foreign) {
        const { body, query } = route.sample(MISSING)
        const answer = await t.app.inject({
          method: route.loaded.route.method,
          url: urlOf(route, MISSING, query),
          headers: { cookie, ...headers },
          ...(body ? { payload: body } : {}),
        })
        const said = `${answer.statusCode} ${answer.json<{ code?: string }>().code}`
        if (said !== '403 cross-site-request') wrong.push(`${route.operationId}, ${about}: ${said}`)
      }
    assert.ok(changing.length > 60, `${changing.length}`)
    assert.deepEqual(wrong, [])
    assert.equal(await stateOf(t), before)
  })

  it('is taken from this site, and from programs that show a token', async () => {
    const change = (headers: Readonly<Record<string, string>>) =>
      t.app.inject({
        method: 'PATCH',
        url: '/api/v1/me',
        payload: { name: 'Owner' },
        headers,
      })
    const cookie = `${SESSION}=${t.owner.cookie}`
    const good: readonly Readonly<Record<string, string>>[] = [
      { cookie, origin: PUBLIC_URL, 'sec-fetch-site': 'same-origin' },
      { cookie },
      { authorization: `Bearer ${t.owner.token}`, origin: 'https://elsewhere.example' },
    ]
    for (const headers of good) assert.equal((await change(headers)).statusCode, 200)
  })

  it('cannot end a login that it began: the cookie binds it to the browser', async () => {
    const { headers } = await t.app.inject({ url: ssoUrl })
    const state = new URL(String(headers.location)).searchParams.get('state') ?? ''
    const answer = await t.app.inject({ url: `/api/v1/oidc/callback?state=${state}&code=x` })
    assert.equal(answer.headers.location, '/login?error=sso-other-browser')
  })
})

/** What a forged request could have changed. */
async function stateOf(t: TestApp): Promise<string> {
  const found = await rows(
    t,
    `select (select count(*) from users) as users, (select count(*) from sessions) as sessions,
       (select count(*) from workspaces) as workspaces, (select count(*) from mailed_tokens) as tokens,
       (select count(*) from sign_in_challenges) as challenges, (select md5(string_agg(u::text, '')) from users u) as people`,
  )
  return JSON.stringify(found)
}
