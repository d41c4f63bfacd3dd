import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { MeView, OidcProviderView, SignInOptionsView } from '@skyclust/application'
import type { TestOidcProvider } from '@skyclust/testkit'
import { call } from './testing/call.ts'
import {
  assertRefused,
  assertSignedIn,
  auditOf,
  begin,
  membershipOf,
  own,
  register,
  signIn,
  testProvider,
} from './testing/sso.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const MAIN = '/api/v1/workspaces/main'

describe('single sign-on', () => {
  const stack = new AsyncDisposableStack()
  let t: TestApp
  let idp: TestOidcProvider
  let provider: OidcProviderView
  before(async () => {
    t = stack.use(await testApp())
    idp = stack.use(await testProvider())
    provider = await register(t.owner, idp, {
      roleMappings: [
        { claim: 'groups', value: 'admins', role: 'admin' },
        { claim: 'realm_access.roles', value: 'chiefs', role: 'owner' },
        { claim: 'groups', value: 'ops', role: 'operator' },
      ],
    })
    await own(t, t.owner, 'acme.com')
  })
  after(() => stack.disposeAsync())

  it('lets a person of the verified domain in: account, membership by group, session, one entry', async () => {
    const answer = await signIn(t, provider, 'ann', '?returnTo=/w/main%3Ftab%3Dall')

    const session = assertSignedIn(answer, '/w/main?tab=all')
    const me = await t.app.inject({ url: '/api/v1/me', cookies: { skyclust_session: session } })
    const { user, workspaces } = me.json<MeView>()
    assert.deepEqual([user.email, user.name], ['ann@acme.com', 'Ann'])
    assert.deepEqual(
      workspaces.map(({ slug, role }) => [slug, role]),
      [['main', 'operator']],
    )
    const { user: stored, membership } = await membershipOf(t, 'ann@acme.com')
    assert.deepEqual([membership?.source, membership?.role], ['sso', 'operator'])
    assert.ok(stored?.emailVerifiedAt)
    assert.equal(stored.passwordHash, undefined)
    const [kept] = await t.ports.db.stores.sessions.listFor(
      stored.id,
      new Date(t.clock.now).toISOString(),
    )
    assert.deepEqual([kept?.methods, kept?.oidc?.providerId], [['sso'], provider.id])
    const entries = await auditOf(t, t.workspace.id)
    assert.equal(entries.length, 1)
    const [entry] = entries
    assert.deepEqual(
      [entry?.result, entry?.actor.name, entry?.target?.kind, entry?.target?.id],
      ['success', 'ann@acme.com', 'member', stored.id],
    )
    assert.deepEqual(
      entry?.changes.map(({ path, after: now }) => [path, now]),
      [
        ['/role', 'operator'],
        ['/source', 'sso'],
      ],
    )
  })

  it('knows the person again by issuer and subject, whatever their address is now', async () => {
    idp.people.set('ann', { ...idp.people.get('ann'), email: 'ann.new@acme.com' })
    assertSignedIn(await signIn(t, provider, 'ann'))

    assert.equal((await membershipOf(t, 'ann.new@acme.com')).user, undefined)
    const [entry] = await auditOf(t, 'platform')
    assert.deepEqual([entry?.result, entry?.actor.name], ['success', 'ann@acme.com'])
  })

  it('follows the groups at each sign-in, up and down, but keeps the last owner', async () => {
    const roleWith = async (groups: readonly string[], roles: readonly string[] = []) => {
      idp.people.set('ann', { ...idp.people.get('ann'), groups, realm_access: { roles } })
      assertSignedIn(await signIn(t, provider, 'ann'))
      return (await membershipOf(t, 'ann@acme.com')).membership?.role
    }
    assert.equal(await roleWith(['ops', 'admins']), 'admin')
    assert.equal(await roleWith(['nothing']), 'viewer')
    assert.equal(await roleWith([], ['chiefs']), 'owner')
    assert.equal(await roleWith(['ops']), 'operator')

    assert.equal(await roleWith([], ['chiefs']), 'owner')
    const { owner } = t
    const id = owner.user.id
    await t.ports.db.stores.members.setRole(t.workspace.id, id, 'admin')
    assert.equal(await roleWith(['ops']), 'owner')
    await t.ports.db.stores.members.setRole(t.workspace.id, id, 'owner')
    assert.equal(await roleWith(['ops']), 'operator')
    const entries = await auditOf(t, t.workspace.id)
    assert.deepEqual(entries[0]?.changes, [{ path: '/role', before: 'owner', after: 'operator' }])
  })

  it('leaves memberships that came about otherwise alone', async () => {
    const { user, membership } = await membershipOf(t, 'ann@acme.com')
    assert.ok(user && membership)
    const { members } = t.ports.db.stores
    await members.delete(t.workspace.id, user.id)
    await members.insert({ ...membership, role: 'viewer', source: 'invitation' })
    assertSignedIn(await signIn(t, provider, 'ann'))
    assert.equal((await membershipOf(t, 'ann@acme.com')).membership?.role, 'viewer')
  })

  it('refuses who gets no role, who is no member when nobody joins by signing in, and changes nothing', async () => {
    const strict = await register(t.owner, idp, { defaultRole: null })
    const closed = await register(t.owner, idp, { justInTime: false })
    assertRefused(await signIn(t, strict, 'bob'), 'no-role-for-you')
    assertRefused(await signIn(t, closed, 'bob'), 'not-a-member')
    assertRefused(await signIn(t, provider, 'stranger'), 'not-a-member')

    assert.equal((await membershipOf(t, 'bob@acme.com')).user, undefined)
    assert.equal((await membershipOf(t, 'sam@elsewhere.com')).user, undefined)
    // A stranger's attempt is told in the platform's log: nobody outside writes into a workspace's.
    const codes = (await auditOf(t, 'platform'))
      .slice(0, 3)
      .map(({ result, code }) => [result, code])
    assert.deepEqual(codes, [
      ['refused', 'not-a-member'],
      ['refused', 'not-a-member'],
      ['refused', 'no-role-for-you'],
    ])
  })

  it('lets an invited person in from any domain, with the role of the invitation, once', async () => {
    const closed = await register(t.owner, idp, { justInTime: false, defaultRole: null })
    const invite = () =>
      call(t.owner, 'POST', `${MAIN}/invitations`, { email: 'Sam@Elsewhere.com', role: 'operator' })
    assert.equal((await invite()).statusCode, 201)
    assertSignedIn(await signIn(t, closed, 'stranger'))

    const { user, membership } = await membershipOf(t, 'sam@elsewhere.com')
    assert.deepEqual([membership?.role, membership?.source], ['operator', 'invitation'])
    // The provider's word on a foreign domain is good for this workspace only.
    assert.equal(user?.emailVerifiedAt, undefined)
    const left = await call(t.owner, 'GET', `${MAIN}/invitations`)
    assert.deepEqual(left.json<{ items: unknown[] }>().items, [])

    assert.ok(user)
    await t.ports.db.stores.members.delete(t.workspace.id, user.id)
    assertRefused(await signIn(t, closed, 'stranger'), 'not-a-member')
  })

  it('makes nobody an owner by default, and nobody a member of an archived workspace', async () => {
    const stale = await register(t.owner, idp)
    const { members, oidcProviders, workspaces } = t.ports.db.stores
    const stored = await oidcProviders.find(stale.id as never)
    assert.ok(stored)
    await oidcProviders.update({ ...stored, defaultRole: 'owner' })
    assertRefused(await signIn(t, stale, 'bob'), 'no-role-for-you')

    const workspace = await workspaces.get(t.workspace.id)
    assert.ok(workspace)
    const archivedAt = new Date(t.clock.now).toISOString()
    const archived = await workspaces.update({ ...workspace, archivedAt })
    assertRefused(await signIn(t, provider, 'bob'), 'workspace-archived')
    // Members come in, to read; their role stays what it was.
    idp.people.set('ann', { ...idp.people.get('ann'), groups: ['admins'] })
    const ann = await membershipOf(t, 'ann@acme.com')
    assert.ok(ann.membership)
    await members.delete(t.workspace.id, ann.membership.userId)
    await members.insert({ ...ann.membership, source: 'sso' })
    const unchanged = await membershipOf(t, 'ann@acme.com')
    assertSignedIn(await signIn(t, provider, 'ann'))
    assert.deepEqual(await membershipOf(t, 'ann@acme.com'), unchanged)
    await workspaces.update({ ...archived, archivedAt: undefined })
    assert.equal((await membershipOf(t, 'bob@acme.com')).user, undefined)
  })

  it('lets nobody join just because they are linked: the domain must be the workspace’s', async () => {
    const { user } = await membershipOf(t, 'sam@elsewhere.com')
    assert.ok(user)
    const { externalIdentities } = t.ports.db.stores
    await externalIdentities.insert({
      providerId: provider.id as never,
      issuer: idp.issuer,
      subject: 'stranger',
      userId: user.id,
      email: 'sam@elsewhere.com',
      createdAt: new Date(t.clock.now).toISOString(),
    })
    assertRefused(await signIn(t, provider, 'stranger'), 'not-a-member')
  })

  it('suggests the invited address to the provider', async () => {
    const invited = await call(t.owner, 'POST', `${MAIN}/invitations`, {
      email: 'hint@acme.com',
      role: 'viewer',
    })
    const token = /\/invite\/([\w-]+)/.exec(invited.body)?.[1] ?? ''
    const { url } = await begin(t, provider, `?invitation=${token}`)
    assert.equal(new URL(url).searchParams.get('login_hint'), 'hint@acme.com')
    const mails = await call(t.owner, 'GET', '/api/v1/platform/mails')
    const mailed = [...mails.body.matchAll(/\/invite\/([\w-]+)/g)].map(([, text]) => text)
    assert.ok(mailed.length > 0)
    const hints = await Promise.all(
      mailed.map(async (text) => {
        const { url: to } = await begin(t, provider, `?invitation=${text}`)
        return new URL(to).searchParams.get('login_hint')
      }),
    )
    assert.ok(hints.includes('hint@acme.com'))
    const wrong = await begin(t, provider, '?invitation=wrong')
    assert.equal(new URL(wrong.url).searchParams.get('login_hint'), null)
  })

  it('works with claims in userinfo only, too', async () => {
    await using other = await testProvider({ claimsIn: 'userinfo' })
    const theirs = await register(t.owner, other, {
      roleMappings: [{ claim: 'groups', value: 'ops', role: 'operator' }],
    })
    other.people.set('cat', { email: 'cat@acme.com', email_verified: true, groups: ['ops'] })
    assertSignedIn(await signIn(t, theirs, 'cat'))
    assert.equal((await membershipOf(t, 'cat@acme.com')).membership?.role, 'operator')
  })

  it('routes by the verified domain, without telling which accounts exist', async () => {
    const options = async (email: string) =>
      (
        await t.app.inject({ url: `/api/v1/sign-in-options?email=${encodeURIComponent(email)}` })
      ).json<SignInOptionsView>()
    const known = await options('ann@acme.com')
    const unknown = await options('nobody@ACME.com')
    const foreign = await options('someone@elsewhere.com')

    assert.ok(known.providers.some(({ id }) => id === provider.id))
    assert.deepEqual(Object.keys(known.providers[0] ?? {}).toSorted(), ['id', 'name', 'preset'])
    assert.deepEqual(unknown, known)
    assert.deepEqual(foreign, { registration: false, providers: [] })
    assert.deepEqual(await options('no address'), { registration: false, providers: [] })
  })
})
