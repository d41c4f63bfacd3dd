import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { MemberView, RoleView } from '@skyclust/application'
import { withClient } from '@skyclust/postgres'
import { call, codeOf } from './testing/call.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const W = '/api/v1/workspaces/main'

const setRole = (by: Caller, of: Caller, role: string) =>
  call(by, 'PATCH', `${W}/members/${of.user.id}`, { role })
const remove = (by: Caller, of: Caller) => call(by, 'DELETE', `${W}/members/${of.user.id}`)

describe('members', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const roleIn = async (caller: Caller): Promise<string | undefined> =>
    (await t.ports.db.stores.members.get(t.workspace.id, caller.user.id))?.role

  it('are listed with their roles, never with what they sign in by', async () => {
    const viewer = await t.member('viewer')
    const list = await call(viewer, 'GET', `${W}/members`)

    assert.equal(list.statusCode, 200)
    const { items } = list.json<{ items: MemberView[] }>()
    const own = items.find(({ userId }) => userId === viewer.user.id)
    assert.deepEqual([own?.email, own?.role, own?.disabled], [viewer.user.email, 'viewer', false])
    assert.doesNotMatch(list.body, /argon2|password/i)
  })

  it('of no workspace are not found in another one', async () => {
    const stranger = await t.member()
    for (const answer of [
      await setRole(t.owner, stranger, 'admin'),
      await remove(t.owner, stranger),
    ])
      assert.deepEqual([answer.statusCode, codeOf(answer)], [404, 'not-found'])
  })

  describe('are changed only by who has what they have and get', () => {
    /** Who changes whom to what, or takes them out. */
    const cases: readonly [by: string, of: string, to: string, code: string][] = [
      ['owner', 'viewer', 'owner', 'ok'],
      ['owner', 'owner', 'viewer', 'ok'],
      ['owner', 'owner', 'out', 'ok'],
      ['admin', 'viewer', 'admin', 'ok'],
      ['admin', 'admin', 'viewer', 'ok'],
      ['admin', 'operator', 'out', 'ok'],
      ['admin', 'viewer', 'owner', 'beyond-own-access'],
      ['admin', 'owner', 'viewer', 'beyond-own-access'],
      ['admin', 'owner', 'out', 'beyond-own-access'],
      ['operator', 'viewer', 'operator', 'permission-denied'],
      ['operator', 'viewer', 'out', 'permission-denied'],
      ['viewer', 'viewer', 'viewer', 'permission-denied'],
      ['owner', 'viewer', 'rol_aaaaaaaaaaaaaaaaaaaa', 'unknown-role'],
    ]
    for (const [by, of, to, code] of cases)
      it(`${by}: ${of} → ${to}: ${code}`, async () => {
        const actor = await t.member(by as 'owner')
        const target = await t.member(of as 'owner')
        const answer = await (to === 'out' ? remove(actor, target) : setRole(actor, target, to))

        assert.equal(codeOf(answer) ?? 'ok', code, answer.body)
        const expected = code === 'ok' ? (to === 'out' ? undefined : to) : of
        assert.equal(await roleIn(target), expected)
      })
  })

  it('handed on by a person of a narrow role: what that role has, no more', async () => {
    const role = await call(t.owner, 'POST', `${W}/roles`, {
      name: 'Team lead',
      grants: [
        { permissions: ['workspace:read', 'member:read', 'member:update', 'member:create'] },
        {
          permissions: ['cluster:read', 'cluster:update'],
          selector: { matchLabels: { team: 'a' } },
        },
      ],
    })
    const narrower = await call(t.owner, 'POST', `${W}/roles`, {
      name: 'Team member',
      grants: [
        { permissions: ['workspace:read'] },
        { permissions: ['cluster:read'], selector: { matchLabels: { team: 'a' } } },
      ],
    })
    const other = await call(t.owner, 'POST', `${W}/roles`, {
      name: 'Other team',
      grants: [{ permissions: ['cluster:read'], selector: { matchLabels: { team: 'b' } } }],
    })
    const [lead, member, b] = [role, narrower, other].map((r) => r.json<RoleView>().id)
    assert.ok(lead && member && b)
    const leader = await t.member(lead as 'owner')
    const newcomer = await t.member(member as 'owner')

    assert.equal((await setRole(leader, newcomer, lead)).statusCode, 200)
    const beyond = await setRole(leader, newcomer, b)
    assert.equal(codeOf(beyond), 'beyond-own-access')
    assert.deepEqual(beyond.json<{ permissions: string[] }>().permissions, ['cluster:read'])
    assert.equal(codeOf(await setRole(leader, newcomer, 'viewer')), 'beyond-own-access')
    assert.equal(await roleIn(newcomer), lead)
  })

  it('who are removed are out at once, and their keys with them', async () => {
    const operator = await t.member('operator')
    const made = await call(operator, 'POST', `${W}/api-keys`, {
      name: 'k',
      scopes: ['cluster:read'],
    })
    const { token } = made.json<{ token: string }>()
    const byKey = () =>
      t.app.inject({ url: `${W}/clusters`, headers: { authorization: `Bearer ${token}` } })
    assert.equal((await byKey()).statusCode, 200)

    assert.equal((await remove(t.owner, operator)).statusCode, 204)

    assert.equal((await call(operator, 'GET', W)).statusCode, 404)
    assert.deepEqual(codeOf(await byKey()), 'invalid-token')
    assert.equal((await t.ports.db.stores.apiKeys.list(t.workspace.id, operator.user.id)).length, 0)
  })

  it('leave by themselves; a key cannot leave for its person', async () => {
    const viewer = await t.member('viewer')
    const key = await call(viewer, 'POST', `${W}/api-keys`, {
      name: 'k',
      scopes: ['workspace:read'],
    })
    const byKey = await t.app.inject({
      method: 'POST',
      url: `${W}/leave`,
      headers: { authorization: `Bearer ${key.json<{ token: string }>().token}` },
    })
    assert.equal(codeOf(byKey), 'people-only')
    assert.equal(await roleIn(viewer), 'viewer')

    assert.equal((await call(viewer, 'POST', `${W}/leave`)).statusCode, 204)
    assert.equal(await roleIn(viewer), undefined)
    assert.equal((await call(viewer, 'GET', W)).statusCode, 404)
  })

  it('leave one entry in the log for every change and every refusal', async () => {
    const admin = await t.member('admin')
    const viewer = await t.member('viewer')
    await setRole(admin, viewer, 'operator')
    await setRole(admin, viewer, 'owner')
    await remove(admin, viewer)

    const { items } = await t.ports.db.stores.audit.list(
      t.workspace.id,
      { targetId: viewer.user.id },
      { limit: 10 },
    )
    assert.deepEqual(
      items.map(({ action, result, code, actor }) => [action, result, code, actor.name]),
      [
        ['removeMember', 'success', undefined, admin.user.email],
        ['changeMember', 'refused', 'beyond-own-access', admin.user.email],
        ['changeMember', 'success', undefined, admin.user.email],
      ],
    )
    const changed = items[2]?.changes.find(({ path }) => path === '/role')
    assert.deepEqual([changed?.before, changed?.after], ['viewer', 'operator'])
    assert.ok(items.every(({ target }) => target?.name === viewer.user.email))
  })
})

describe('the last owner', () => {
  it('cannot leave, be removed or be demoted; disabled and passing owners do not count', async () => {
    await using t = await testApp()
    const disabled = await t.member('owner')
    const passing = await t.member('owner')
    await withClient(t.connection, async (client) => {
      await client.query('update users set disabled_at = now() where id = $1', [disabled.user.id])
      await client.query(
        "update memberships set source = 'break-glass', expires_at = now() + interval '1 h' where user_id = $1",
        [passing.user.id],
      )
    })
    const id = t.owner.user.id
    const attempts = [
      () => call(t.owner, 'POST', `${W}/leave`),
      () => call(t.owner, 'DELETE', `${W}/members/${id}`),
      () => call(t.owner, 'PATCH', `${W}/members/${id}`, { role: 'admin' }),
      () => call(passing, 'DELETE', `${W}/members/${id}`),
    ]
    for (const attempt of attempts) {
      const answer = await attempt()
      assert.deepEqual([answer.statusCode, codeOf(answer)], [409, 'last-owner'])
    }
    const { members } = t.ports.db.stores
    assert.equal((await members.get(t.workspace.id, id))?.role, 'owner')

    // Who is owner for a while only may go at any time.
    assert.equal((await call(passing, 'POST', `${W}/leave`)).statusCode, 204)
    // With a second real owner the first may go.
    const second = await t.member('owner')
    assert.equal((await call(t.owner, 'POST', `${W}/leave`)).statusCode, 204)
    assert.equal(codeOf(await call(second, 'POST', `${W}/leave`)), 'last-owner')
  })

  it('remains, whatever 50 requests at once try', async () => {
    await using t = await testApp()
    const owners = [t.owner]
    while (owners.length < 25) owners.push(await t.member('owner'))
    const next = (i: number): Caller => owners[(i + 1) % owners.length] ?? t.owner

    const answers = await Promise.all(
      owners.flatMap((owner, i) => [
        i % 2 === 0
          ? call(owner, 'POST', `${W}/leave`)
          : call(owner, 'PATCH', `${W}/members/${owner.user.id}`, { role: 'viewer' }),
        i % 3 === 0 ? setRole(owner, next(i), 'viewer') : remove(owner, next(i)),
      ]),
    )

    assert.equal(answers.length, 50)
    const statuses = new Set(answers.map(({ statusCode }) => statusCode))
    assert.ok(
      [...statuses].every((status) => [200, 204, 403, 404, 409].includes(status)),
      [...statuses].join(),
    )
    const left = (await t.ports.db.stores.members.list(t.workspace.id)).filter(
      ({ membership }) => membership.role === 'owner',
    )
    assert.ok(left.length >= 1, 'no owner is left')
    const [last] = left
    const caller = owners.find(({ user }) => user.id === last?.user.id)
    assert.ok(caller)
    // And it can be got down to one, never to none.
    for (const { user } of left.slice(1)) await call(caller, 'DELETE', `${W}/members/${user.id}`)
    assert.equal(codeOf(await call(caller, 'POST', `${W}/leave`)), 'last-owner')
  })
})
