import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ApiKeyView, NewApiKeyView, RoleView, ServiceAccountView } from '@skyclust/application'
import { parseApiKeyToken } from '@skyclust/domain'
import type { LightMyRequestResponse } from 'fastify'
import { call, codeOf } from './testing/call.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const W = '/api/v1/workspaces/main'
const DAY_MS = 86_400_000

const create = (by: Pick<Caller, 'inject'>, scopes: readonly string[], extra: object = {}) =>
  call(by, 'POST', `${W}/api-keys`, { name: 'ci', scopes, ...extra })
const accountKey = (
  by: Pick<Caller, 'inject'>,
  { id }: { id: string },
  scopes: readonly string[],
) => call(by, 'POST', `${W}/service-accounts/${id}/api-keys`, { name: 'bot', scopes })
const ids = (answer: LightMyRequestResponse) =>
  answer.json<{ items: ApiKeyView[] }>().items.map(({ id }) => id)
const end = (by: Pick<Caller, 'inject'>, { id }: { id: string }) =>
  call(by, 'DELETE', `${W}/api-keys/${id}`)

const made = async (by: Caller, scopes: readonly string[], extra: object = {}) => {
  const answer = await create(by, scopes, extra)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<NewApiKeyView>()
}

describe('API keys', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const as = ({ token }: Pick<NewApiKeyView, 'token'>): Pick<Caller, 'inject'> => ({
    inject: (request) =>
      t.app.inject({
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${token}` },
      }),
  })
  const account = async (role: string, by: Caller = t.owner): Promise<ServiceAccountView> => {
    const name = `account ${crypto.randomUUID()}`
    const answer = await call(by, 'POST', `${W}/service-accounts`, { name, role })
    assert.equal(answer.statusCode, 201, answer.body)
    return answer.json<ServiceAccountView>()
  }

  it('show their token once, and only its hash is stored', async () => {
    const key = await made(t.owner, ['cluster:read', 'workspace:read', 'cluster:read'])
    const list = await call(t.owner, 'GET', `${W}/api-keys`)

    const parsed = parseApiKeyToken(key.token)
    assert.ok(parsed)
    assert.equal(parsed.id, key.id)
    assert.deepEqual(key.scopes, ['workspace:read', 'cluster:read'])
    assert.equal(Date.parse(key.expiresAt ?? ''), t.clock.now + 90 * DAY_MS)
    const { token: _, ...view } = key
    assert.deepEqual(
      list.json<{ items: ApiKeyView[] }>().items.find(({ id }) => id === key.id),
      view,
    )
    const seen = [list.body, await t.dump(), t.log.join()].join()
    assert.ok(!seen.includes(parsed.secret))
    assert.ok(seen.includes(t.ports.tokens.hash(parsed.secret)))
  })

  it('do what their scopes say in their workspace, nothing else', async () => {
    const key = as(await made(t.owner, ['cluster:read']))
    const cases: readonly [answer: LightMyRequestResponse, status: number, code?: string][] = [
      [await call(key, 'GET', `${W}/clusters`), 200],
      [await call(key, 'GET', `${W}/networks`), 403, 'permission-denied'],
      [await call(key, 'GET', W), 403, 'permission-denied'],
      [await call(key, 'GET', '/api/v1/me'), 403, 'people-only'],
      [await call(key, 'POST', '/api/v1/workspaces', { name: 'n', slug: 'n' }), 403, 'people-only'],
      [await call(key, 'GET', '/api/v1/workspaces/other/clusters'), 404, 'not-found'],
    ]
    for (const [answer, status, code] of cases)
      assert.deepEqual([answer.statusCode, codeOf(answer)], [status, code])
    const other = await call(t.owner, 'POST', '/api/v1/workspaces', {
      name: 'Other',
      slug: 'other',
    })
    assert.equal(other.statusCode, 201)
    assert.equal((await call(key, 'GET', '/api/v1/workspaces/other/clusters')).statusCode, 404)
  })

  describe('have scopes that their maker has', () => {
    const cases: readonly [role: string, scopes: readonly string[], code: string][] = [
      ['owner', ['workspace:delete'], 'ok'],
      ['admin', ['workspace:delete'], 'beyond-own-access'],
      ['operator', ['cluster:delete', 'network:read'], 'ok'],
      ['operator', ['cluster:delete', 'member:delete'], 'beyond-own-access'],
      ['viewer', ['cluster:read'], 'ok'],
      ['viewer', ['cluster:create'], 'beyond-own-access'],
      ['viewer', [], 'invalid-request'],
      ['viewer', ['cluster:fly'], 'invalid-request'],
    ]
    for (const [role, scopes, code] of cases)
      it(`${role}: ${scopes.join(', ') || 'none'}: ${code}`, async () => {
        const caller = await t.member(role as 'viewer')
        const answer = await create(caller, scopes)
        assert.equal(codeOf(answer) ?? 'ok', code)
        const stored = await t.ports.db.stores.apiKeys.list(t.workspace.id, caller.user.id)
        assert.equal(stored.length, code === 'ok' ? 1 : 0)
      })
  })

  it('are never wider than their person is now', async () => {
    const operator = await t.member('operator')
    const key = as(await made(operator, ['cluster:read', 'cluster:delete', 'member:read']))
    const missing = `${W}/clusters/res_aaaaaaaaaaaaaaaaaaaa`
    assert.equal((await call(key, 'DELETE', missing)).statusCode, 404)

    const path = `${W}/members/${operator.user.id}`
    assert.equal((await call(t.owner, 'PATCH', path, { role: 'viewer' })).statusCode, 200)

    assert.equal(codeOf(await call(key, 'DELETE', missing)), 'permission-denied')
    assert.equal((await call(key, 'GET', `${W}/clusters`)).statusCode, 200)
  })

  it('end when they say, at most after a year', async () => {
    const key = as(await made(t.owner, ['cluster:read'], { expiresInDays: 2 }))
    t.clock.now += 2 * DAY_MS - 1000
    assert.equal((await call(key, 'GET', `${W}/clusters`)).statusCode, 200)
    t.clock.now += 2000
    assert.equal(codeOf(await call(key, 'GET', `${W}/clusters`)), 'invalid-token')
    t.clock.now -= 2 * DAY_MS + 1000
    for (const expiresInDays of [0, 366, 1.5, -1])
      assert.equal((await create(t.owner, ['cluster:read'], { expiresInDays })).statusCode, 422)
    assert.equal((await create(t.owner, ['cluster:read'], { expiresInDays: 365 })).statusCode, 201)
  })

  it('make no keys, neither of their own nor for service accounts', async () => {
    const key = as(await made(t.owner, ['api-key:create', 'api-key:manage', 'cluster:read']))
    const bot = await account('viewer')
    for (const answer of [
      await create(key, ['cluster:read']),
      await accountKey(key, bot, ['cluster:read']),
    ])
      assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'people-only'])
  })

  it('are listed for their owner; all of them for who manages keys', async () => {
    const viewer = await t.member('viewer')
    const own = await made(viewer, ['cluster:read'])
    await made(t.owner, ['cluster:read'])
    const mine = await call(viewer, 'GET', `${W}/api-keys`)
    const all = await call(t.owner, 'GET', `${W}/api-keys?all=true`)
    const refused = await call(viewer, 'GET', `${W}/api-keys?all=true`)

    assert.deepEqual(ids(mine), [own.id])
    assert.ok(ids(all).includes(own.id) && ids(all).length > 1)
    assert.deepEqual([refused.statusCode, codeOf(refused)], [403, 'permission-denied'])
    const shown = all.json<{ items: ApiKeyView[] }>().items.find(({ id }) => id === own.id)
    assert.equal(shown?.principal.name, viewer.user.email)
  })

  it('are ended by their owner, by who manages keys, and by themselves; at once', async () => {
    const viewer = await t.member('viewer')
    const [a, b, c, d] = [
      await made(viewer, ['workspace:read']),
      await made(viewer, ['workspace:read']),
      await made(viewer, ['workspace:read']),
      await made(t.owner, ['workspace:read']),
    ]
    const works = async (key: NewApiKeyView) => (await call(as(key), 'GET', W)).statusCode === 200
    for (const key of [a, b, c, d]) assert.ok(await works(key))

    assert.equal((await end(as(b), a)).statusCode, 404)
    assert.equal((await end(viewer, d)).statusCode, 404)
    assert.equal((await end(viewer, a)).statusCode, 204)
    assert.equal((await end(t.owner, b)).statusCode, 204)
    assert.equal((await end(as(c), c)).statusCode, 204)

    assert.deepEqual(
      [await works(a), await works(b), await works(c), await works(d)],
      [false, false, false, true],
    )
    const { items } = await t.ports.db.stores.audit.list(
      t.workspace.id,
      { action: 'revokeApiKey', result: 'success' },
      { limit: 3 },
    )
    assert.deepEqual(
      items.map(({ target }) => target?.id),
      [c.id, b.id, a.id],
    )
    assert.deepEqual(items.map(({ actor }) => [actor.via, actor.credentialId]).slice(0, 1), [
      ['api-key', c.id],
    ])
  })

  describe('of service accounts', () => {
    it('do what the account’s role and their scopes allow, until it is disabled or goes', async () => {
      const bot = await account('operator')
      const path = `${W}/service-accounts/${bot.id}`
      const answer = await accountKey(t.owner, bot, ['cluster:read', 'network:read'])
      assert.equal(answer.statusCode, 201, answer.body)
      const key = as(answer.json<NewApiKeyView>())
      const status = async (what: string) => (await call(key, 'GET', `${W}/${what}`)).statusCode

      assert.deepEqual([await status('clusters'), await status('members')], [200, 403])
      const disabled = await call(t.owner, 'PATCH', path, { disabled: true }, { 'if-match': '"1"' })
      assert.notEqual(disabled.json<ServiceAccountView>().disabledAt, null)
      assert.equal(await status('clusters'), 401)
      await call(t.owner, 'PATCH', path, { disabled: false })
      assert.equal(await status('clusters'), 200)
      assert.equal((await call(t.owner, 'DELETE', path)).statusCode, 204)
      assert.equal(await status('clusters'), 401)
      assert.equal((await call(t.owner, 'GET', path)).statusCode, 404)
    })

    it('stay within the account’s role and within what their maker has', async () => {
      const role = await call(t.owner, 'POST', `${W}/roles`, {
        name: 'Key keeper',
        grants: [
          { permissions: ['workspace:read', 'api-key:manage', 'service-account:read'] },
          { permissions: ['cluster:read'], selector: { matchLabels: { team: 'a' } } },
        ],
      })
      const keeper = await t.member(role.json<RoleView>().id as 'viewer')
      const [owner, viewer, own] = [
        await account('owner'),
        await account('viewer'),
        await account(role.json<RoleView>().id),
      ]
      const cases: readonly [
        by: Caller,
        of: ServiceAccountView,
        scopes: readonly string[],
        code: string,
      ][] = [
        [t.owner, viewer, ['cluster:delete'], 'beyond-own-access'],
        [t.owner, owner, ['cluster:delete'], 'ok'],
        [keeper, owner, ['workspace:read'], 'ok'],
        [keeper, owner, ['cluster:delete'], 'beyond-own-access'],
        // The account reads all clusters, its keeper those of one team.
        [keeper, viewer, ['cluster:read'], 'beyond-own-access'],
        [keeper, own, ['cluster:read'], 'ok'],
      ]
      for (const [by, of, scopes, code] of cases) {
        const answer = await accountKey(by, of, scopes)
        assert.equal(codeOf(answer) ?? 'ok', code, `${of.role}: ${scopes.join()} ${answer.body}`)
      }
    })
  })

  describe('service accounts', () => {
    it('have roles that who makes or changes them has', async () => {
      const admin = await t.member('admin')
      const owners = await account('owner')
      const viewers = await account('viewer')
      const path = (a: ServiceAccountView) => `${W}/service-accounts/${a.id}`
      const cases: readonly [answer: LightMyRequestResponse, code: string | undefined][] = [
        [
          await call(admin, 'POST', `${W}/service-accounts`, { name: 'o', role: 'owner' }),
          'beyond-own-access',
        ],
        [await call(admin, 'PATCH', path(viewers), { role: 'owner' }), 'beyond-own-access'],
        [await call(admin, 'PATCH', path(viewers), { role: 'operator' }), undefined],
        [await call(admin, 'PATCH', path(owners), { role: 'viewer' }), 'beyond-own-access'],
        [await call(admin, 'PATCH', path(owners), { disabled: true }), 'beyond-own-access'],
        [await call(admin, 'DELETE', path(owners)), 'beyond-own-access'],
        [await call(admin, 'DELETE', path(viewers)), undefined],
      ]
      for (const [answer, code] of cases) assert.equal(codeOf(answer), code, answer.body)
    })

    it('have names of their own and versions', async () => {
      const body = { name: 'deployer', role: 'viewer', description: 'deploys' }
      const first = await call(t.owner, 'POST', `${W}/service-accounts`, body)
      const again = await call(t.owner, 'POST', `${W}/service-accounts`, {
        ...body,
        name: 'Deployer',
      })
      const { id } = first.json<ServiceAccountView>()
      const path = `${W}/service-accounts/${id}`
      const ifMatch = { 'if-match': '"1"' }
      const renamed = await call(t.owner, 'PATCH', path, { name: 'shipper' }, ifMatch)
      const stale = await call(t.owner, 'PATCH', path, { name: 'x' }, ifMatch)
      const gone = await call(t.owner, 'DELETE', path, undefined, ifMatch)

      assert.equal(codeOf(again), 'name-taken')
      assert.deepEqual([renamed.statusCode, renamed.headers['etag']], [200, '"2"'])
      assert.deepEqual([codeOf(stale), codeOf(gone)], ['version-mismatch', 'version-mismatch'])
      const list = await call(t.owner, 'GET', `${W}/service-accounts`)
      const listed = list.json<{ items: ServiceAccountView[] }>().items.find((a) => a.id === id)
      assert.deepEqual(listed, renamed.json())
      assert.deepEqual([listed?.description, listed?.roleName], ['deploys', 'viewer'])
    })
  })
})
