import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { OidcProviderView } from '@skyclust/application'
import { oidcClient, safeFetch } from '@skyclust/identity'
import type { TestOidcProvider } from '@skyclust/testkit'
import { call, codeOf } from './testing/call.ts'
import { assertSignedIn, auditOf, own, register, signIn, testProvider } from './testing/sso.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const PROVIDERS = '/api/v1/workspaces/main/oidc-providers'

describe('OpenID providers', () => {
  const stack = new AsyncDisposableStack()
  let t: TestApp
  let idp: TestOidcProvider
  before(async () => {
    t = stack.use(await testApp())
    idp = stack.use(await testProvider())
  })
  after(() => stack.disposeAsync())

  const settings = (more: object = {}) => ({
    name: 'Acme',
    issuer: idp.issuer,
    clientId: idp.clientId,
    clientSecret: idp.clientSecret,
    ...more,
  })

  it('are discovered, stored with a sealed secret, and shown with what to register', async () => {
    const made = await call(t.owner, 'POST', PROVIDERS, settings({ preset: 'keycloak' }))
    const provider = made.json<OidcProviderView>()
    const one = await call(t.owner, 'GET', `${PROVIDERS}/${provider.id}`)
    const list = await call(t.owner, 'GET', PROVIDERS)
    const again = await call(t.owner, 'POST', PROVIDERS, settings({ name: 'ACME' }))

    assert.equal(made.statusCode, 201, made.body)
    assert.equal(made.headers['etag'], '"1"')
    assert.equal(provider.redirectUri, 'http://localhost/api/v1/oidc/callback')
    assert.equal(provider.loginUrl, `http://localhost/api/v1/oidc/${provider.id}/login`)
    assert.deepEqual(one.json(), provider)
    assert.deepEqual(list.json(), { items: [provider] })
    assert.deepEqual([again.statusCode, codeOf(again)], [409, 'name-taken'])
    const entries = await auditOf(t, t.workspace.id, 'createOidcProvider')
    assert.deepEqual(
      entries.map(({ result, code }) => [result, code]),
      [
        ['refused', 'name-taken'],
        ['success', undefined],
      ],
    )
    const seen = [made.body, one.body, list.body, await t.dump(), JSON.stringify(entries)].join()
    for (const form of ['utf8', 'base64', 'hex'] as const)
      assert.ok(!seen.includes(Buffer.from(idp.clientSecret).toString(form)))
    assert.equal((await call(t.owner, 'DELETE', `${PROVIDERS}/${provider.id}`)).statusCode, 204)
  })

  it('that do not answer as they should are not stored, and the answer says why', async () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ issuer: `${idp.issuer}/` }, 'oidc-discovery-failed'],
      [{ issuer: `${idp.issuer}/nowhere` }, 'oidc-discovery-failed'],
      [{ issuer: 'http://127.0.0.1:1' }, 'oidc-discovery-failed'],
      [{ issuer: 'ftp://example.com' }, 'invalid-request'],
      [{ issuer: `${idp.issuer}?a=b` }, 'invalid-request'],
      [{ issuer: 'https://user:pw@example.com' }, 'invalid-request'],
      [{ scopes: ['email'] }, 'invalid-request'],
      [{ scopes: ['openid', 'two words'] }, 'invalid-request'],
      [{ defaultRole: 'owner' }, 'invalid-request'],
      [{ defaultRole: 'king' }, 'invalid-request'],
      [{ defaultRole: 'rol_aaaaaaaaaaaaaaaaaaaa' }, 'unknown-role'],
      [
        { roleMappings: [{ claim: 'g', value: 'v', role: 'rol_aaaaaaaaaaaaaaaaaaaa' }] },
        'unknown-role',
      ],
      [{ clientSecret: '' }, 'invalid-request'],
      [{ extra: true }, 'invalid-request'],
    ]
    for (const [more, code] of cases) {
      const answer = await call(t.owner, 'POST', PROVIDERS, settings(more))
      assert.deepEqual([answer.statusCode, codeOf(answer)], [422, code], JSON.stringify(more))
      assert.ok(!answer.body.includes(idp.clientSecret))
    }
    assert.deepEqual((await call(t.owner, 'GET', PROVIDERS)).json(), { items: [] })
  })

  it('inside the house are not even asked, unless the operator allows their network', async () => {
    const seen: string[] = []
    await using servers = new AsyncDisposableStack()
    const canary = createServer((request, response) => {
      seen.push(request.url ?? '')
      response.end('{}')
    })
    await new Promise<void>((resolve) => void canary.listen(0, '127.0.0.1', resolve))
    servers.defer(() => void canary.close())
    const { port } = canary.address() as AddressInfo
    const clock = {
      now: () => Date.now(),
      sleep: async () => {},
      timeout: (ms: number) => AbortSignal.timeout(ms),
    }
    const oidc = oidcClient({ clock, fetch: safeFetch({ allowHttp: true }), allowHttp: true })
    await using strict = await testApp({ overrides: { oidc } })
    const issuers = [
      `http://127.0.0.1:${port}`,
      `http://localhost:${port}`,
      `http://2130706433:${port}`,
      `http://127.1:${port}`,
      `http://[::1]:${port}`,
      `http://[::ffff:127.0.0.1]:${port}`,
      'http://169.254.169.254/latest/meta-data',
      'http://[fd00:ec2::254]',
      'http://10.0.0.1',
    ]
    for (const issuer of issuers) {
      const answer = await call(strict.owner, 'POST', PROVIDERS, settings({ issuer }))
      assert.deepEqual([answer.statusCode, codeOf(answer)], [422, 'oidc-discovery-failed'], issuer)
    }
    assert.deepEqual(seen, [])
    // Where the operator allows the network it would have been asked: the canary is alive.
    await call(t.owner, 'POST', PROVIDERS, settings({ issuer: issuers[0] }))
    assert.deepEqual(seen, ['/.well-known/openid-configuration'])
    assert.deepEqual((await call(strict.owner, 'GET', PROVIDERS)).json(), { items: [] })
  })

  it('are changed field by field; versions guard against lost updates', async () => {
    const provider = await register(t.owner, idp)
    const url = `${PROVIDERS}/${provider.id}`
    const renamed = await call(t.owner, 'PATCH', url, { name: 'Renamed' }, { 'if-match': '"1"' })
    const late = await call(t.owner, 'PATCH', url, { name: 'Late' }, { 'if-match': '"1"' })
    const cleared = await call(t.owner, 'PATCH', url, { defaultRole: null })

    assert.deepEqual(renamed.json(), { ...provider, name: 'Renamed', version: 2 })
    assert.deepEqual([late.statusCode, codeOf(late)], [412, 'version-mismatch'])
    assert.deepEqual(cleared.json(), {
      ...provider,
      name: 'Renamed',
      defaultRole: null,
      version: 3,
    })
    const tested = await call(t.owner, 'POST', `${url}/test`)
    assert.deepEqual(tested.json(), {
      issuer: idp.issuer,
      endSessionEndpoint: `${idp.issuer}/session/end`,
    })
  })

  it('never hand their secret to another issuer', async () => {
    await using other = await testProvider()
    const provider = await register(t.owner, idp)
    const url = `${PROVIDERS}/${provider.id}`
    const without = await call(t.owner, 'PATCH', url, { issuer: other.issuer })
    assert.deepEqual([without.statusCode, codeOf(without)], [422, 'client-secret-required'])
    assert.deepEqual(other.requests, [])

    const { issuer, clientId, clientSecret } = other
    const moved = await call(t.owner, 'PATCH', url, { issuer, clientId, clientSecret })
    assert.equal(moved.statusCode, 200, moved.body)
    await own(t, t.owner, 'moved.example')
    other.people.set('mo', { email: 'mo@moved.example', email_verified: true })
    assertSignedIn(await signIn(t, provider, 'mo'))
    const [entry] = await auditOf(t, t.workspace.id, 'updateOidcProvider')
    assert.ok(!JSON.stringify(entry).includes(clientSecret))
    assert.ok(entry?.changes.some(({ path }) => path === '/clientSecretReplaced'))
  })

  it('hand out only roles that whoever sets them up has', async () => {
    const permissions = [
      'workspace:read',
      'oidc-provider:read',
      'oidc-provider:create',
      'oidc-provider:update',
    ]
    const role = await call(t.owner, 'POST', '/api/v1/workspaces/main/roles', {
      name: 'sso keeper',
      grants: [{ permissions }],
    })
    assert.equal(role.statusCode, 201, role.body)
    const keeper = await t.member(role.json<{ id: 'owner' }>().id)
    // With a proved domain it would be the business of owners, whatever the roles.
    const { domains } = t.ports.db.stores
    for (const { id } of await domains.list(t.workspace.id))
      await domains.delete(t.workspace.id, id)
    const owners = await register(t.owner, idp, {
      roleMappings: [{ claim: 'groups', value: 'chiefs', role: 'owner' }],
    })
    const mapping = { claim: 'groups', value: 'x', role: 'viewer' }
    const refused: readonly (readonly ['POST' | 'PATCH', string, object])[] = [
      ['POST', PROVIDERS, settings({ defaultRole: 'viewer' })],
      ['POST', PROVIDERS, settings({ roleMappings: [mapping] })],
      ['PATCH', `${PROVIDERS}/${owners.id}`, { roleMappings: [] }],
      // Nobody takes away what they lack either.
      ['PATCH', `${PROVIDERS}/${owners.id}`, { roleMappings: [], defaultRole: null }],
      // Pointing a provider that makes owners somewhere else would make its new master one.
      ['PATCH', `${PROVIDERS}/${owners.id}`, { issuer: idp.issuer, clientSecret: 'mine' }],
      ['PATCH', `${PROVIDERS}/${owners.id}`, { clientId: 'mine' }],
      ['PATCH', `${PROVIDERS}/${owners.id}`, { justInTime: true }],
    ]
    for (const [method, url, body] of refused) {
      const answer = await call(keeper, method, url, body)
      assert.deepEqual(
        [answer.statusCode, codeOf(answer)],
        [403, 'beyond-own-access'],
        JSON.stringify(body),
      )
    }
    const harmless = await call(keeper, 'PATCH', `${PROVIDERS}/${owners.id}`, { enabled: false })
    assert.equal(harmless.statusCode, 200, harmless.body)
    const back = await call(keeper, 'PATCH', `${PROVIDERS}/${owners.id}`, { enabled: true })
    assert.equal(codeOf(back), 'beyond-own-access')
    const roleless = await call(keeper, 'POST', PROVIDERS, settings({ name: 'without roles' }))
    assert.equal(roleless.statusCode, 201, roleless.body)
  })

  it('are the business of administrators: others are refused, and strangers see nothing', async () => {
    const provider = await register(t.owner, idp)
    const url = `${PROVIDERS}/${provider.id}`
    const attempts = [
      ['GET', PROVIDERS],
      ['GET', url],
      ['POST', PROVIDERS, settings()],
      ['PATCH', url, { name: 'x' }],
      ['DELETE', url],
      ['POST', `${url}/test`],
    ] as const
    const operator = await t.member('operator')
    const stranger = await t.member()
    for (const [method, path, body] of attempts) {
      assert.equal(codeOf(await call(operator, method, path, body)), 'permission-denied')
      assert.equal((await call(stranger, method, path, body)).statusCode, 404)
    }
    const elsewhere = (await t.ports.db.stores.workspaces.listFor(stranger.user.id))[0]?.slug
    const crossed = `/api/v1/workspaces/${elsewhere}/oidc-providers/${provider.id}`
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { name: 'x' }],
      ['DELETE', undefined],
    ] as const)
      assert.equal((await call(stranger, method, crossed, body)).statusCode, 404)
    assert.equal((await call(t.owner, 'GET', url)).statusCode, 200)
  })

  it('have presets of facts, one of each kind', async () => {
    const answer = await call(t.owner, 'GET', '/api/v1/oidc-presets')
    const { items, redirectUri, postLogoutRedirectUri } = answer.json<{
      items: { id: string; docsUrl: string; scopes: string[]; hints: string[] }[]
      redirectUri: string
      postLogoutRedirectUri: string
    }>()
    assert.equal(new URL(redirectUri).pathname, '/api/v1/oidc/callback')
    assert.equal(postLogoutRedirectUri, new URL('/login', redirectUri).href)
    assert.deepEqual(items.map(({ id }) => id).toSorted(), [
      'entra',
      'generic',
      'github',
      'gitlab',
      'google',
      'keycloak',
      'okta',
    ])
    for (const { docsUrl, scopes, hints } of items) {
      assert.equal(new URL(docsUrl).protocol, 'https:')
      assert.ok(scopes.includes('openid'))
      assert.ok(hints.length > 0)
    }
    assert.equal((await t.app.inject({ url: '/api/v1/oidc-presets' })).statusCode, 401)
  })
})
