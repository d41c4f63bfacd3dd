import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  auditOf,
  codeOf,
  mailsTo,
  rows,
  signIn,
  totpCode,
  withSession,
} from './testing/identity-help.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const API = '/api/v1/platform'

describe('the platform plane', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const get = ({ inject }: Caller, path: string) => inject({ url: `${API}${path}` })
  const act = ({ inject }: Caller, path: string, payload: object = {}) =>
    inject({ method: 'POST', url: `${API}${path}`, payload })
  const administrator = async () => {
    const caller = await t.member()
    const made = await act(t.owner, `/users/${caller.user.id}/platform-admin`, { value: true })
    assert.equal(made.statusCode, 200, made.body)
    return caller
  }

  it('is closed to everybody but administrators', async () => {
    const person = await t.member('owner')
    for (const path of [
      '/users',
      `/users/${person.user.id}`,
      '/statistics',
      '/workspaces',
      '/mails',
    ])
      assert.equal(codeOf(await get(person, path)), '403 platform-admin-required', path)
    for (const path of ['disable', 'enable', 'reset-second-factor', 'platform-admin'])
      assert.equal(
        codeOf(await act(person, `/users/${t.owner.user.id}/${path}`, { value: true })),
        '403 platform-admin-required',
        path,
      )
    const glass = { reason: 'because I would like to', minutes: 5 }
    assert.equal(
      codeOf(await act(person, `/workspaces/${t.workspace.id}/break-glass`, glass)),
      '403 platform-admin-required',
    )
  })

  it('lists accounts page by page, filtered, without a secret', async () => {
    await t.member('viewer')
    const found = await get(t.owner, '/users?search=OWNER@')
    const { items } = found.json<{ items: { email: string; disabledAt: null }[] }>()
    assert.deepEqual(
      items.map(({ email, disabledAt }) => [email, disabledAt]),
      [['owner@example.com', null]],
    )
    assert.ok(!found.body.includes('argon2'))
    const emails: string[] = []
    let cursor = ''
    do {
      const page = await get(t.owner, `/users?limit=1${cursor}`)
      const body = page.json<{ items: { email: string }[]; nextCursor: string | null }>()
      emails.push(...body.items.map(({ email }) => email))
      cursor = body.nextCursor === null ? '' : `&cursor=${encodeURIComponent(body.nextCursor)}`
    } while (cursor !== '')
    const all = await rows<{ email: string }>(t, 'select email from users order by lower(email)')
    assert.deepEqual(
      emails,
      all.map(({ email }) => email),
    )
    assert.equal(codeOf(await get(t.owner, '/users?cursor=nonsense')), '422 cursor-invalid')
    assert.equal(codeOf(await get(t.owner, '/users/usr_zzzzzzzzzzzzzzzzzzzz')), '404 not-found')
  })

  it('disables an account: sessions end, sign-in is refused; enabling brings it back', async () => {
    const person = await t.member('owner')
    const { id, email } = person.user
    const detail = await get(t.owner, `/users/${id}`)
    const { sessions, workspaces, soleOwnerOf } = detail.json<{
      sessions: number
      workspaces: { slug: string; role: string }[]
      soleOwnerOf: string[]
    }>()
    assert.deepEqual(
      [sessions, workspaces.map(({ slug, role }) => [slug, role]), soleOwnerOf],
      [1, [['main', 'owner']], []],
    )

    assert.equal((await act(t.owner, `/users/${id}/disable`)).statusCode, 200)
    assert.equal(codeOf(await person.inject({ url: '/api/v1/me' })), '401 invalid-token')
    assert.equal(codeOf(await signIn(t, email)), '403 account-disabled')
    const guess = await signIn(t, email, 'a wrong password')
    assert.equal(codeOf(guess), '401 wrong-credentials', 'told only to who knows the password')
    const disabled = await get(t.owner, '/users?disabled=true')
    assert.ok(disabled.body.includes(id))
    assert.equal((await act(t.owner, `/users/${id}/enable`)).statusCode, 200)
    assert.equal((await signIn(t, email)).statusCode, 201)
    const old = await person.inject({ url: '/api/v1/me' })
    assert.equal(old.statusCode, 401, 'sessions do not come back')

    const [entry] = (await auditOf(t, 'disablePlatformUser')).filter((e) => e.target_id === id)
    assert.deepEqual(
      [entry?.chain, entry?.result, entry?.actor_id],
      ['platform', 'success', t.owner.user.id],
    )
    assert.match(entry?.record ?? '', /disabledAt/)
  })

  it('refuses what would lock the administrators out', async () => {
    const own = t.owner.user.id
    assert.equal(codeOf(await act(t.owner, `/users/${own}/disable`)), '409 not-yourself')
    assert.equal(
      codeOf(await act(t.owner, `/users/${own}/reset-second-factor`)),
      '409 not-yourself',
    )
    assert.equal(
      codeOf(await act(t.owner, `/users/${own}/platform-admin`, { value: false })),
      '409 last-platform-admin',
    )
    const second = await administrator()
    const asked = { value: false }
    assert.equal(
      (await act(second, `/users/${second.user.id}/platform-admin`, asked)).statusCode,
      200,
      'not the last one: may step down',
    )
    assert.equal(codeOf(await get(second, '/users')), '403 platform-admin-required')
    await act(t.owner, `/users/${second.user.id}/disable`)
    assert.equal(
      codeOf(await act(t.owner, `/users/${second.user.id}/platform-admin`, { value: true })),
      '409 user-disabled',
    )
  })

  it('of two administrators who remove each other at once one stays', async () => {
    for (let round = 0; round < 5; round++) {
      const other = await administrator()
      const [one, two] = await Promise.all([
        act(t.owner, `/users/${other.user.id}/disable`),
        act(other, `/users/${t.owner.user.id}/platform-admin`, { value: false }),
      ])
      const left = await rows(
        t,
        'select id from users where platform_admin and disabled_at is null',
      )
      assert.ok(left.length >= 1, `${codeOf(one)} ${codeOf(two)}`)
      await rows(t, 'update users set platform_admin = (id = $1) where platform_admin or id = $1', [
        t.owner.user.id,
      ])
    }
  })

  it('resets the second factor of who lost it, and tells them', async () => {
    const { user } = await t.member('viewer')
    const api = withSession(t, await signIn(t, user.email))
    const { secret } = (await api('POST', '/me/totp')).json<{ secret: string }>()
    await api('POST', '/me/totp/confirm', { code: totpCode(secret, t.clock.now) })
    assert.equal((await signIn(t, user.email)).statusCode, 202)

    assert.equal((await act(t.owner, `/users/${user.id}/reset-second-factor`)).statusCode, 200)
    assert.equal((await signIn(t, user.email)).statusCode, 201)
    assert.equal((await api('GET', '/me')).statusCode, 401)
    const codes = await rows(t, 'select 1 from recovery_codes where user_id = $1', [user.id])
    assert.equal(codes.length, 0)
    assert.match((await mailsTo(t, user.email))[0]?.subject ?? '', /second factor was removed/)
  })

  it('counts what there is', async () => {
    await rows(
      t,
      "update sessions set last_seen_at = now() - interval '40 days' where user_id <> $1",
      [t.owner.user.id],
    )
    const figures = (await get(t.owner, '/statistics')).json<Record<string, number>>()
    const [expected] = await rows<Record<string, number>>(
      t,
      `select (select count(*)::int from users) as users,
         (select count(*)::int from users where disabled_at is not null) as "disabledUsers",
         (select count(*)::int from workspaces) as workspaces,
         (select count(*)::int from sessions) as sessions`,
    )
    assert.ok(expected)
    for (const [name, value] of Object.entries(expected)) assert.equal(figures[name], value, name)
    assert.equal(figures['activeUsers'], 1)
    assert.equal(figures['platformAdmins'], 1)
    assert.equal(figures['clusters'], 0)
  })

  it('shows the outbox, and that somebody read it is on record', async () => {
    const earlier = (await auditOf(t, 'listMails')).length
    const answer = await get(t.owner, '/mails?limit=1')
    const { items } = answer.json<{ items: { text: string; sentAt: null }[] }>()
    assert.equal(items.length, 1)
    assert.match(items[0]?.text ?? '', /http:\/\/localhost/)
    const entries = await auditOf(t, 'listMails')
    assert.equal(entries.length, earlier + 1)
    assert.equal(entries.at(-1)?.actor_id, t.owner.user.id)
    // The body of a message is in no row as text.
    assert.ok(!(await t.dump()).includes(items[0]?.text.slice(0, 40) ?? ''))
  })
})

describe('emergency access', () => {
  let t: TestApp
  let foreign: { readonly id: string; readonly slug: string }
  let owner: Caller
  before(async () => {
    t = await testApp()
    owner = await t.member()
    const list = await owner.inject({ url: '/api/v1/workspaces' })
    const [own] = list.json<{ items: { id: string; slug: string }[] }>().items
    assert.ok(own)
    foreign = own
  })
  after(() => t[Symbol.asyncDispose]())

  const open = () => t.owner.inject({ url: `/api/v1/workspaces/${foreign.id}` })
  const breakGlass = (payload: object, id = foreign.id) =>
    t.owner.inject({ method: 'POST', url: `${API}/workspaces/${id}/break-glass`, payload })
  const REASON = 'the owner left and the cluster burns'

  it('there is no other way in for administrators', async () => {
    assert.equal((await open()).statusCode, 404)
    const list = await t.owner.inject({ url: `${API}/workspaces` })
    const item = list.json<{ items: { id: string }[] }>().items.find(({ id }) => id === foreign.id)
    assert.deepEqual(Object.keys(item ?? {}).toSorted(), [
      'archivedAt',
      'createdAt',
      'id',
      'name',
      'slug',
    ])
  })

  it('needs a reason and a limit', async () => {
    for (const payload of [
      {},
      { reason: 'short', minutes: 5 },
      { reason: '            ', minutes: 5 },
      { reason: REASON, minutes: 241 },
      { reason: REASON, minutes: 0 },
      { reason: REASON, minutes: 1.5 },
    ])
      assert.equal((await breakGlass(payload)).statusCode, 422)
    assert.equal(
      codeOf(await breakGlass({ reason: REASON, minutes: 5 }, 'nowhere')),
      '404 not-found',
    )
    assert.equal(
      codeOf(await breakGlass({ reason: REASON, minutes: 5 }, t.workspace.id)),
      '409 already-member',
    )
  })

  it('makes an owner for a while, in the workspace’s own log and with a mail to its owners', async () => {
    const done = await breakGlass({ reason: REASON, minutes: 30 })
    assert.equal(done.statusCode, 201, done.body)
    const expiresAt = Date.parse(done.json<{ expiresAt: string }>().expiresAt)
    assert.equal(expiresAt, t.clock.now + 30 * 60_000)
    assert.equal((await open()).json<{ role: string }>().role, 'owner')

    const entries = (await auditOf(t, 'breakGlass')).filter(({ result }) => result === 'success')
    assert.deepEqual(
      entries.map(({ chain, actor_id, target_id }) => [chain, actor_id, target_id]),
      [[foreign.id, t.owner.user.id, foreign.id]],
    )
    assert.ok(entries[0]?.record.includes(REASON))
    const [mail] = await mailsTo(t, owner.user.email)
    assert.ok(mail?.text?.includes(REASON) && mail.text.includes('owner@example.com'))
    assert.deepEqual(await mailsTo(t, 'owner@example.com'), [], 'not to who broke the glass')
  })

  it('can be renewed and ends by itself', async () => {
    const again = await breakGlass({ reason: REASON, minutes: 240 })
    assert.equal(again.statusCode, 201, again.body)
    await rows(
      t,
      "update memberships set expires_at = now() - interval '1 second' where source = 'break-glass'",
    )
    t.clock.now += 4_000
    assert.equal((await open()).statusCode, 404)
    const members = await owner.inject({ url: `/api/v1/workspaces/${foreign.id}/members` })
    assert.ok(!members.body.includes(t.owner.user.id))
    const renewed = await breakGlass({ reason: REASON, minutes: 1 })
    assert.equal(renewed.statusCode, 201, 'an expired one makes way')
  })
})
