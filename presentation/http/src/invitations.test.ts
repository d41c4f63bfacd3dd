import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { mailContext, type InvitationPreview, type NewInvitationView } from '@skyclust/application'
import { OidcProviderId, type RoleRef, type User } from '@skyclust/domain'
import type { LightMyRequestResponse } from 'fastify'
import { call, codeOf } from './testing/call.ts'
import { type Caller, PASSWORD, type TestApp, testApp } from './testing/test-app.ts'

const W = '/api/v1/workspaces/main'
const NEW = { name: 'New Person', password: 'correct horse battery' }
const DAY_MS = 86_400_000

/** The token of a link that was shown or mailed. */
const tokenOf = (text: string) => /\/invite\/([\w-]+)/.exec(text)?.[1] ?? ''

const shown = (answer: LightMyRequestResponse) => tokenOf(answer.json<NewInvitationView>().link)

describe('invitations', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  let count = 0
  const freshAddress = () => `invited${++count}@example.com`
  const invite = (email: string, role = 'viewer', by: Caller = t.owner) =>
    call(by, 'POST', `${W}/invitations`, { email, role })
  const mailed = async (email: string): Promise<string> => {
    const { items } = await t.ports.db.stores.mails.list({ limit: 100 })
    const mail = items.find(({ to }) => to === email)
    assert.ok(mail?.sealed)
    return t.ports.vault.open(mail.sealed, mailContext(mail.id))
  }
  const nobody = {
    inject: (request: Parameters<Caller['inject']>[0]) => t.app.inject(request),
  }
  const accept = (payload: object, by: Pick<Caller, 'inject'> = nobody) =>
    call(by, 'POST', '/api/v1/invitations/accept', payload)
  const lookUp = (token: string) => call(nobody, 'POST', '/api/v1/invitations/lookup', { token })
  const userOf = async (email: string): Promise<User | undefined> =>
    t.ports.db.stores.users.findByEmail(email)
  const roleOf = async (email: string) => {
    const user = await userOf(email)
    return user && (await t.ports.db.stores.members.get(t.workspace.id, user.id))?.role
  }

  it('are mailed, shown once to who invites, and stored as a hash only', async () => {
    const email = freshAddress()
    const answer = await invite(email.toUpperCase(), 'operator')
    const list = await call(t.owner, 'GET', `${W}/invitations`)
    const text = await mailed(email)

    assert.equal(answer.statusCode, 201, answer.body)
    assert.match(text, /Main/)
    assert.notEqual(tokenOf(text), shown(answer))
    const open = list.json<{ items: NewInvitationView[] }>().items.find((i) => i.email === email)
    assert.deepEqual(
      [open?.role, open?.invitedBy.name, open?.link],
      ['operator', t.owner.user.email, undefined],
    )
    const seen = [await t.dump(), t.log.join(), list.body].join()
    for (const token of [shown(answer), tokenOf(text)]) assert.ok(!seen.includes(token))
  })

  it('tell who holds the link what it leads to', async () => {
    const provider = {
      workspaceId: t.workspace.id,
      id: OidcProviderId.parse('oip_aaaaaaaaaaaaaaaaaaaa'),
      name: 'Company',
      preset: 'generic' as const,
      issuer: 'https://id.example.com',
      clientId: 'c',
      scopes: ['openid'],
      justInTime: false,
      defaultRole: undefined,
      roleMappings: [],
      enabled: true,
      createdAt: new Date(t.clock.now).toISOString(),
      version: 1,
    }
    const sealed = await t.ports.vault.seal('s', {
      kind: 'oidc-client',
      workspaceId: t.workspace.id,
      id: provider.id,
    })
    await t.ports.db.stores.oidcProviders.insert(provider, sealed)
    const email = freshAddress()
    const preview = await lookUp(shown(await invite(email)))

    const { expiresAt, ...rest } = preview.json<InvitationPreview>()
    assert.ok(Date.parse(expiresAt) > t.clock.now)
    assert.deepEqual(rest, {
      workspaceName: 'Main',
      email,
      role: 'viewer',
      roleName: 'viewer',
      inviterName: t.owner.user.name,
      accountExists: false,
      providers: [{ id: provider.id, name: 'Company', preset: 'generic' }],
    })
    const wrong = await lookUp('x'.repeat(43))
    assert.deepEqual([wrong.statusCode, codeOf(wrong)], [404, 'invitation-not-found'])
  })

  it('make an account, which is signed in; the mailed link proves the address, the shown one does not', async () => {
    const [byMail, byHand] = [freshAddress(), freshAddress()]
    await invite(byMail)
    const joined = await accept({ token: tokenOf(await mailed(byMail)), ...NEW })
    const handed = await accept({ token: shown(await invite(byHand)), ...NEW })

    for (const answer of [joined, handed]) {
      assert.equal(answer.statusCode, 201, answer.body)
      const cookie = answer.cookies.find(({ name }) => name === 'skyclust_session')
      assert.ok(cookie)
      const me = await t.app.inject({ url: W, cookies: { [cookie.name]: cookie.value } })
      assert.equal(me.json<{ role: string }>().role, 'viewer')
      assert.doesNotMatch(answer.body, /argon2/)
    }
    assert.notEqual((await userOf(byMail))?.emailVerifiedAt, undefined)
    assert.equal((await userOf(byHand))?.emailVerifiedAt, undefined)
    assert.match(await mailed(byHand), /\/verify-email\//)
    const signedIn = await call(nobody, 'POST', '/api/v1/session', {
      email: byMail,
      password: NEW.password,
    })
    assert.equal(signedIn.statusCode, 201)
  })

  it('are good once, also for 10 who accept at the same time', async () => {
    const email = freshAddress()
    const token = shown(await invite(email))
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept({ token, ...NEW })))

    assert.equal(answers.filter(({ statusCode }) => statusCode === 201).length, 1)
    for (const answer of answers.filter(({ statusCode }) => statusCode !== 201))
      assert.match(codeOf(answer) ?? '', /^(invitation-not-found|sign-in-to-accept|email-taken)$/)
    assert.equal(codeOf(await lookUp(token)), 'invitation-not-found')
    assert.equal(await roleOf(email), 'viewer')
  })

  it('let who has an account join as themselves only', async () => {
    const person = await t.member()
    const other = await t.member()
    const email = person.user.email
    const token = shown(await invite(email, 'operator'))
    assert.equal((await lookUp(token)).json<InvitationPreview>().accountExists, true)

    const refusals: readonly [answer: LightMyRequestResponse, status: number, code: string][] = [
      [await accept({ token, ...NEW }), 401, 'sign-in-to-accept'],
      [await accept({ token }, other), 409, 'invitation-for-other-address'],
      [await accept({ token }, t.owner), 409, 'invitation-for-other-address'],
    ]
    for (const [answer, status, code] of refusals)
      assert.deepEqual([answer.statusCode, codeOf(answer)], [status, code])
    assert.equal(await roleOf(email), undefined)

    const joined = await accept({ token }, person)
    assert.equal(joined.statusCode, 201, joined.body)
    assert.equal(await roleOf(email), 'operator')
    assert.equal(joined.cookies.length, 0)
    assert.equal((await call(person, 'GET', W)).statusCode, 200)
  })

  it('are not accepted by an API key', async () => {
    const email = freshAddress()
    const token = shown(await invite(email))
    const key = await call(t.owner, 'POST', `${W}/api-keys`, {
      name: 'k',
      scopes: ['cluster:read'],
    })
    const authorization = `Bearer ${key.json<{ token: string }>().token}`
    const answer = await call(
      nobody,
      'POST',
      '/api/v1/invitations/accept',
      { token },
      { authorization },
    )
    assert.equal(codeOf(answer), 'people-only')
  })

  it('need a name and a password nobody guesses where there is no account', async () => {
    const email = freshAddress()
    const token = shown(await invite(email))
    const cases: readonly [payload: object, code: string, pointers: readonly string[]][] = [
      [{}, 'account-needed', ['/name', '/password']],
      [{ name: 'N' }, 'account-needed', ['/password']],
      [{ name: 'N', password: 'short' }, 'weak-password', ['/password']],
      [{ name: 'N', password: email }, 'weak-password', ['/password']],
      [{ name: ' ', password: NEW.password }, 'invalid-request', ['/name']],
    ]
    for (const [payload, code, pointers] of cases) {
      const answer = await accept({ token, ...payload })
      assert.deepEqual([answer.statusCode, codeOf(answer)], [422, code])
      const { errors } = answer.json<{ errors: { pointer: string }[] }>()
      assert.deepEqual(
        errors.map(({ pointer }) => pointer),
        pointers,
      )
    }
    assert.equal(await userOf(email), undefined)
  })

  it('end after seven days, when withdrawn, and when sent or made anew', async () => {
    const [late, withdrawn, resent, again] = [
      freshAddress(),
      freshAddress(),
      freshAddress(),
      freshAddress(),
    ]
    const first = shown(await invite(late))
    t.clock.now += 7 * DAY_MS - 1000
    assert.equal((await lookUp(first)).statusCode, 200)
    t.clock.now += 2000
    const gone = await accept({ token: first, ...NEW })
    t.clock.now -= 7 * DAY_MS + 1000

    const made = await invite(withdrawn)
    const { id } = made.json<NewInvitationView>()
    assert.equal((await call(t.owner, 'DELETE', `${W}/invitations/${id}`)).statusCode, 204)
    const old = await invite(resent)
    const oldMail = tokenOf(await mailed(resent))
    const path = `${W}/invitations/${old.json<NewInvitationView>().id}/resend`
    const renewed = await call(t.owner, 'POST', path)
    const replaced = await invite(again, 'admin')
    const replacement = await invite(again, 'viewer')

    assert.equal(renewed.statusCode, 200)
    const dead = [
      gone,
      await accept({ token: shown(made), ...NEW }),
      await accept({ token: shown(old), ...NEW }),
      await accept({ token: oldMail, ...NEW }),
      await accept({ token: shown(replaced), ...NEW }),
    ]
    for (const answer of dead) assert.equal(codeOf(answer), 'invitation-not-found')
    assert.equal((await lookUp(shown(renewed))).statusCode, 200)
    assert.equal((await accept({ token: shown(replacement), ...NEW })).statusCode, 201)
    assert.equal(await roleOf(again), 'viewer')
  })

  it('grant, renew and withdraw only what the inviter has', async () => {
    const admin = await t.member('admin')
    const operator = await t.member('operator')
    const asOwner = (await invite(freshAddress(), 'owner')).json<NewInvitationView>()
    const attempts: readonly [answer: LightMyRequestResponse, code: string][] = [
      [await invite(freshAddress(), 'owner', admin), 'beyond-own-access'],
      [await call(admin, 'POST', `${W}/invitations/${asOwner.id}/resend`), 'beyond-own-access'],
      [await call(admin, 'DELETE', `${W}/invitations/${asOwner.id}`), 'beyond-own-access'],
      [await invite(asOwner.email, 'viewer', admin), 'beyond-own-access'],
      [await invite(freshAddress(), 'viewer', operator), 'permission-denied'],
      [await invite(freshAddress(), 'rol_aaaaaaaaaaaaaaaaaaaa'), 'unknown-role'],
      [await invite(admin.user.email, 'viewer'), 'already-member'],
      [await invite('no address', 'viewer'), 'invalid-request'],
      // Reaches another mailbox than it seems to, or looks like another one.
      [await invite('a <victim@example.com>', 'viewer'), 'invalid-request'],
      [await invite('x<victim@example.com>', 'viewer'), 'invalid-request'],
      [await invite('x,victim@example.com', 'viewer'), 'invalid-request'],
      [await invite('vic\u001btim@example.com', 'viewer'), 'invalid-request'],
      [await invite('vic\u200btim@example.com', 'viewer'), 'invalid-request'],
    ]
    for (const [answer, code] of attempts) assert.equal(codeOf(answer), code, answer.body)
    const list = await call(admin, 'GET', `${W}/invitations`)
    assert.ok(list.body.includes(asOwner.email))
  })

  it('end with the rights of who sent them: nobody comes back by an invitation made before leaving', async () => {
    const remove = ({ user }: Caller) => call(t.owner, 'DELETE', `${W}/members/${user.id}`)
    const demote = ({ user }: Caller) =>
      call(t.owner, 'PATCH', `${W}/members/${user.id}`, { role: 'viewer' })
    const disable = ({ user }: Caller) =>
      call(t.owner, 'POST', `/api/v1/platform/users/${user.id}/disable`)
    for (const lose of [remove, demote, disable]) {
      const admin = await t.member('admin')
      const [email, renewed] = [freshAddress(), freshAddress()]
      const token = shown(await invite(email, 'admin', admin))
      const { id } = (await invite(renewed, 'admin', admin)).json<NewInvitationView>()
      assert.equal((await lookUp(token)).statusCode, 200)
      const lost = await lose(admin)
      assert.ok(lost.statusCode < 300, lost.body)

      for (const link of [token, tokenOf(await mailed(email))]) {
        assert.equal(codeOf(await lookUp(link)), 'invitation-not-found')
        assert.equal(codeOf(await accept({ token: link, ...NEW })), 'invitation-not-found')
      }
      assert.equal(await userOf(email), undefined)
      const resent = await call(t.owner, 'POST', `${W}/invitations/${id}/resend`)
      const joined = await accept({ token: shown(resent), ...NEW })
      assert.equal(joined.statusCode, 201, 'who sends it again stands for it')
    }
  })

  it('do not give more than the inviter has, whatever became of the role', async () => {
    const made = await call(t.owner, 'POST', `${W}/roles`, {
      name: 'Inviters',
      grants: [{ permissions: ['workspace:read', 'member:read', 'member:create'] }],
    })
    const role = made.json<{ id: string }>()
    const smaller = await call(t.owner, 'POST', `${W}/roles`, {
      name: 'Readers',
      grants: [{ permissions: ['workspace:read'] }],
    })
    const { id } = smaller.json<{ id: string }>()
    const inviter = await t.member(role.id as RoleRef)
    const token = shown(await invite(freshAddress(), id, inviter))
    assert.equal((await lookUp(token)).statusCode, 200)
    const grants = [{ permissions: ['workspace:read', 'credential:delete'] }]
    assert.equal((await call(t.owner, 'PATCH', `${W}/roles/${id}`, { grants })).statusCode, 200)
    assert.equal(codeOf(await accept({ token, ...NEW })), 'invitation-not-found')
  })

  it('do not flood anybody', async () => {
    const email = freshAddress()
    const answers: LightMyRequestResponse[] = []
    for (let i = 0; i < 6; i++) answers.push(await invite(email))
    const [last] = answers.slice(-1)
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [201, 201, 201, 201, 201, 429],
    )
    assert.equal(last && codeOf(last), 'too-many-invitations')
    assert.ok(Number(last?.headers['retry-after']) > 0)
  })

  it('and joining stand in the log of the workspace, without a token', async () => {
    const email = freshAddress()
    const invited = await invite(email)
    const token = shown(invited)
    await accept({ token, name: 'N' })
    const joined = await accept({ token, ...NEW })
    const { id } = joined.json<{ user: { id: string } }>().user

    const { items } = await t.ports.db.stores.audit.list(t.workspace.id, {}, { limit: 3 })
    assert.deepEqual(
      items.map(({ action, result, code, actor, target }) => [
        action,
        result,
        code,
        actor.kind,
        actor.id,
        target?.kind,
        target?.name,
      ]),
      [
        ['acceptInvitation', 'success', undefined, 'user', id, 'member', email],
        [
          'acceptInvitation',
          'refused',
          'account-needed',
          'anonymous',
          undefined,
          'invitation',
          email,
        ],
        ['inviteMember', 'success', undefined, 'user', t.owner.user.id, 'invitation', email],
      ],
    )
    const text = JSON.stringify(items)
    for (const secret of [token, NEW.password, PASSWORD]) assert.ok(!text.includes(secret))
  })
})
