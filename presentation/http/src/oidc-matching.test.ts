import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OidcProviderView } from '@skyclust/application'
import type { TestOidcProvider } from '@skyclust/testkit'
import { call } from './testing/call.ts'
import {
  assertRefused,
  assertSignedIn,
  membershipOf,
  own,
  register,
  signIn,
  testProvider,
} from './testing/sso.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const MAIN = '/api/v1/workspaces/main'

describe('matching people to accounts by single sign-on', () => {
  const stack = new AsyncDisposableStack()
  let t: TestApp
  let idp: TestOidcProvider
  let provider: OidcProviderView
  /** Owner of a workspace of their own, with a provider that says whatever they like. */
  let mallory: Caller
  let evil: TestOidcProvider
  let evilProvider: OidcProviderView
  before(async () => {
    t = stack.use(await testApp())
    idp = stack.use(await testProvider())
    provider = await register(t.owner, idp)
    await own(t, t.owner, 'acme.com')
    mallory = await t.member()
    evil = stack.use(await testProvider())
    evilProvider = await register(mallory, evil, {}, '/api/v1/workspaces/own-1')
  })
  after(() => stack.disposeAsync())

  it('an address that is not verified matches nobody', async () => {
    const { stores } = t.ports.db
    const count = await stores.users.count()
    await call(t.owner, 'POST', `${MAIN}/invitations`, { email: 'eve@acme.com', role: 'admin' })
    assertRefused(await signIn(t, provider, 'unverified'), 'sso-email-not-verified')
    idp.people.set('silent', { name: 'Nobody' })
    assertRefused(await signIn(t, provider, 'silent'), 'sso-email-not-verified')
    // Entra's way of saying it counts for Entra only.
    idp.people.set('edov', { email: 'edov@acme.com', xms_edov: true })
    assertRefused(await signIn(t, provider, 'edov'), 'sso-email-not-verified')
    const entra = await register(t.owner, idp, { preset: 'entra' })
    assertSignedIn(await signIn(t, entra, 'edov'))
    assert.equal(await stores.users.count(), (count ?? 0) + 1)
  })

  it('no provider takes over an account by its address, unless its workspace owns the domain', async () => {
    const victim = await t.member('viewer')
    evil.people.set('victim', { email: victim.user.email, email_verified: true })
    assertRefused(await signIn(t, evilProvider, 'victim'), 'not-a-member')
    const invitation = { email: victim.user.email, role: 'viewer' }
    const own1 = '/api/v1/workspaces/own-1'
    assert.equal((await call(mallory, 'POST', `${own1}/invitations`, invitation)).statusCode, 201)
    assertRefused(await signIn(t, evilProvider, 'victim'), 'account-exists-link-first')
    assert.deepEqual(await t.ports.db.stores.externalIdentities.listFor(victim.user.id), [])

    // The workspace's own member, at its own provider, in a domain nobody has proved: the same.
    idp.people.set('victim', { email: victim.user.email, email_verified: true })
    assertRefused(await signIn(t, provider, 'victim'), 'account-exists-link-first')
  })

  it('who owns the domain is linked, but not administrators of the installation and not who has a second factor', async () => {
    await own(t, t.owner, 'example.com')
    const plain = await t.member('viewer')
    idp.people.set('plain', { email: plain.user.email.toUpperCase(), email_verified: true })
    assertSignedIn(await signIn(t, provider, 'plain'))
    const [linked] = await t.ports.db.stores.externalIdentities.listFor(plain.user.id)
    assert.deepEqual([linked?.providerId, linked?.subject], [provider.id, 'plain'])
    assert.equal((await membershipOf(t, plain.user.email)).membership?.source, 'invitation')

    idp.people.set('root', { email: t.owner.user.email, email_verified: true })
    assertRefused(await signIn(t, provider, 'root'), 'account-exists-link-first')

    const careful = await t.member('viewer')
    const { secondFactors } = t.ports.db.stores
    const sealed = await t.ports.vault.seal('x', {
      kind: 'totp',
      workspaceId: 'platform',
      id: careful.user.id,
    })
    await secondFactors.setTotp(careful.user.id, sealed)
    await secondFactors.confirmTotp(careful.user.id, new Date(t.clock.now).toISOString())
    idp.people.set('careful', { email: careful.user.email, email_verified: true })
    assertRefused(await signIn(t, provider, 'careful'), 'account-exists-link-first')
  })

  it('an account made in advance under somebody’s address is taken from who made it', async () => {
    // Mallory invites an address that has no account and lets her own provider vouch for it.
    const own1 = '/api/v1/workspaces/own-1'
    const email = 'newhire@acme.com'
    await call(mallory, 'POST', `${own1}/invitations`, { email, role: 'viewer' })
    evil.people.set('fake', { email, email_verified: true })
    const madeUp = assertSignedIn(await signIn(t, evilProvider, 'fake'))

    idp.people.set('newhire', { email, email_verified: true })
    assertSignedIn(await signIn(t, provider, 'newhire'))

    const { user } = await membershipOf(t, email)
    assert.ok(user?.emailVerifiedAt)
    const me = await t.app.inject({ url: '/api/v1/me', cookies: { skyclust_session: madeUp } })
    assert.equal(me.statusCode, 401)
    const identities = await t.ports.db.stores.externalIdentities.listFor(user.id)
    assert.deepEqual(
      identities.map(({ providerId }) => providerId),
      [provider.id],
    )
    const back = await signIn(t, evilProvider, 'fake')
    assertRefused(back, 'account-exists-link-first')
  })
})
