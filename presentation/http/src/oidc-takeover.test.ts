import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { DomainView, OidcProviderView } from '@skyclust/application'
import type { TestOidcProvider } from '@skyclust/testkit'
import { call } from './testing/call.ts'
import { codeOf } from './testing/identity-help.ts'
import { assertRefused, own, register, sessionOf, signIn, testProvider } from './testing/sso.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const MAIN = '/api/v1/workspaces/main'

/** In a workspace that owns a domain, who sets up a provider decides who gets into the accounts of the whole domain. */
describe('a provider of a workspace that owns a domain', () => {
  const stack = new AsyncDisposableStack()
  let t: TestApp
  let evil: TestOidcProvider
  let admin: Caller
  let boss: Caller
  before(async () => {
    t = stack.use(await testApp())
    evil = stack.use(await testProvider())
    admin = await t.member('admin')
    boss = await t.member('owner')
    evil.people.set('boss', { email: boss.user.email, email_verified: true })
  })
  after(() => stack.disposeAsync())

  const settings = () => ({
    name: `Evil ${Math.random()}`,
    issuer: evil.issuer,
    clientId: evil.clientId,
    clientSecret: evil.clientSecret,
  })
  const isTakenOver = async () =>
    (await t.ports.db.stores.externalIdentities.listFor(boss.user.id)).length > 0

  it('is set up by administrators while the workspace owns no domain, and reaches no account', async () => {
    const provider = await register(admin, evil, { defaultRole: null, justInTime: false })
    assertRefused(await signIn(t, provider, 'boss'), 'account-exists-link-first')
    assert.equal(
      (await call(admin, 'DELETE', `${MAIN}/oidc-providers/${provider.id}`)).statusCode,
      204,
    )
  })

  it('of an administrator does not become one by a domain that the administrator has verified', async () => {
    const provider = await register(admin, evil, { defaultRole: null, justInTime: false })
    const claimed = await call(admin, 'POST', `${MAIN}/domains`, { domain: 'example.com' })
    const { id, record } = claimed.json<DomainView>()
    t.dns.set(record.name, [record.value])
    const verified = await call(admin, 'POST', `${MAIN}/domains/${id}/verify`)
    assert.equal(codeOf(verified), '403 beyond-own-access')
    assert.equal((await call(t.owner, 'DELETE', `${MAIN}/domains/${id}`)).statusCode, 204)
    assertRefused(await signIn(t, provider, 'boss'), 'account-exists-link-first')
    assert.equal(
      (await call(admin, 'DELETE', `${MAIN}/oidc-providers/${provider.id}`)).statusCode,
      204,
    )
  })

  it('is set up, pointed elsewhere and switched on by owners only', async () => {
    await own(t, t.owner, 'example.com')
    const company = stack.use(await testProvider())
    const owners = await register(t.owner, company, { defaultRole: null, justInTime: false })
    const off = await call(admin, 'PATCH', `${MAIN}/oidc-providers/${owners.id}`, {
      enabled: false,
    })
    assert.equal(off.statusCode, 200, 'switching it off gives nobody anything')
    const { name: _, ...connection } = settings()
    const attempts = [
      await call(admin, 'POST', `${MAIN}/oidc-providers`, settings()),
      await call(admin, 'PATCH', `${MAIN}/oidc-providers/${owners.id}`, connection),
      await call(admin, 'PATCH', `${MAIN}/oidc-providers/${owners.id}`, { enabled: true }),
    ]
    for (const answer of attempts) assert.equal(codeOf(answer), '403 beyond-own-access')
    const [created] = attempts
    if (created?.statusCode === 201) {
      const taken = await signIn(t, created.json<OidcProviderView>(), 'boss')
      assert.equal(sessionOf(taken), undefined)
    }
    assert.equal(await isTakenOver(), false)
    const on = await call(t.owner, 'PATCH', `${MAIN}/oidc-providers/${owners.id}`, {
      enabled: true,
    })
    assert.equal(on.statusCode, 200)
    const renamed = await call(admin, 'PATCH', `${MAIN}/oidc-providers/${owners.id}`, {
      name: 'Another name',
    })
    assert.equal(renamed.statusCode, 200)
  })
})
