import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { RoleListView, RoleView, ServiceAccountView } from '@skyclust/application'
import { ROLE_PERMISSIONS } from '@skyclust/domain'
import { call, codeOf } from './testing/call.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const W = '/api/v1/workspaces/main'
const READ = { permissions: ['workspace:read', 'cluster:read'] }
const TEAM_A = { matchLabels: { team: 'a' } }

describe('roles', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  let count = 0
  const create = (grants: readonly object[], by: Caller = t.owner, name = `Role ${++count}`) =>
    call(by, 'POST', `${W}/roles`, { name, grants })
  const made = async (...grants: readonly object[]): Promise<RoleView> => {
    const answer = await create(grants)
    assert.equal(answer.statusCode, 201, answer.body)
    return answer.json<RoleView>()
  }
  const memberWith = async (...grants: readonly object[]): Promise<Caller> =>
    t.member((await made(...grants)).id as 'viewer')

  it('are listed with what they grant and how many hold them', async () => {
    const role = await made(READ)
    await t.member(role.id as 'viewer')
    const list = (await call(t.owner, 'GET', `${W}/roles`)).json<RoleListView>()

    assert.deepEqual(
      list.items.slice(0, 4).map(({ id, builtIn }) => [id, builtIn]),
      [
        ['owner', true],
        ['admin', true],
        ['operator', true],
        ['viewer', true],
      ],
    )
    assert.deepEqual(list.items[3]?.grants, [{ permissions: [...ROLE_PERMISSIONS.viewer] }])
    const own = list.items.find(({ id }) => id === role.id)
    assert.deepEqual([own?.holders, own?.builtIn, own?.grants], [1, false, [READ]])
    assert.deepEqual(list.permissions, [...ROLE_PERMISSIONS.owner])
  })

  it('are made, changed by version and removed; who holds them feels it', async () => {
    const role = await made(READ)
    const member = await t.member(role.id as 'viewer')
    const path = `${W}/roles/${role.id}`
    assert.equal((await call(member, 'GET', `${W}/networks`)).statusCode, 403)

    const changed = await call(
      t.owner,
      'PATCH',
      path,
      { description: 'd', grants: [{ permissions: ['workspace:read', 'network:read'] }] },
      { 'if-match': '"1"' },
    )
    const stale = await call(t.owner, 'PATCH', path, { name: 'Stale' }, { 'if-match': '"1"' })

    assert.deepEqual([changed.statusCode, changed.headers['etag']], [200, '"2"'])
    assert.equal(changed.json<RoleView>().name, role.name)
    assert.deepEqual([stale.statusCode, codeOf(stale)], [412, 'version-mismatch'])
    assert.equal((await call(member, 'GET', `${W}/networks`)).statusCode, 200)
    assert.equal((await call(member, 'GET', `${W}/clusters`)).statusCode, 403)
    assert.deepEqual((await call(t.owner, 'GET', path)).json(), changed.json())

    const unused = await made(READ)
    assert.equal((await call(t.owner, 'DELETE', `${W}/roles/${unused.id}`)).statusCode, 204)
    assert.equal((await call(t.owner, 'GET', `${W}/roles/${unused.id}`)).statusCode, 404)
  })

  it('in use are not removed, and who holds them is named', async () => {
    const role = await made(READ)
    const path = `${W}/roles/${role.id}`
    const member = await t.member(role.id as 'viewer')
    const account = await call(t.owner, 'POST', `${W}/service-accounts`, {
      name: 'ci',
      role: role.id,
    })
    await call(t.owner, 'POST', `${W}/invitations`, { email: 'guest@example.com', role: role.id })

    const answer = await call(t.owner, 'DELETE', path)
    assert.deepEqual([answer.statusCode, codeOf(answer)], [409, 'role-in-use'])
    const { holders, count: total } = answer.json<{
      holders: { kind: string; name: string }[]
      count: number
    }>()
    assert.equal(total, 3)
    assert.deepEqual(holders.map(({ kind, name }) => `${kind} ${name}`).toSorted(), [
      'invitation guest@example.com',
      `member ${member.user.email}`,
      'service-account ci',
    ])

    await call(t.owner, 'DELETE', `${W}/members/${member.user.id}`)
    await call(t.owner, 'DELETE', `${W}/service-accounts/${account.json<ServiceAccountView>().id}`)
    assert.equal(codeOf(await call(t.owner, 'DELETE', path)), 'role-in-use')
    // An invitation that has expired holds nothing.
    t.clock.now += 8 * 86_400_000
    const owner = await t.member('owner')
    assert.equal((await call(owner, 'DELETE', path)).statusCode, 204)
    t.clock.now -= 8 * 86_400_000
  })

  describe('grant nothing that their maker lacks', () => {
    const a = { permissions: ['cluster:read', 'cluster:update'], selector: TEAM_A }
    const expressions = {
      matchLabels: { team: 'a', stage: 'dev' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['web', 'api'] },
        { key: 'legacy', operator: 'DoesNotExist' },
      ],
    }
    const reordered = {
      matchExpressions: [
        { values: ['web', 'api'], operator: 'In', key: 'tier' },
        { operator: 'DoesNotExist', key: 'legacy' },
      ],
      matchLabels: { stage: 'dev', team: 'a' },
    }
    const manage = {
      permissions: ['workspace:read', 'role:create', 'role:update', 'role:read', 'role:delete'],
    }
    const cases: readonly [
      name: string,
      own: readonly object[],
      wanted: readonly object[],
      missing: readonly string[],
    ][] = [
      ['the same', [manage, READ], [READ], []],
      ['less', [manage, READ], [{ permissions: ['cluster:read'] }], []],
      [
        'more',
        [manage, READ],
        [{ permissions: ['cluster:read', 'cluster:delete'] }],
        ['cluster:delete'],
      ],
      [
        'narrower by labels',
        [manage, READ],
        [{ permissions: ['cluster:read'], selector: TEAM_A }],
        [],
      ],
      ['the same labels', [manage, a], [a], []],
      ['without the labels', [manage, a], [{ permissions: ['cluster:read'] }], ['cluster:read']],
      [
        'with other labels',
        [manage, a],
        [{ ...a, selector: { matchLabels: { team: 'b' } } }],
        ['cluster:read', 'cluster:update'],
      ],
      [
        'the same labels in another order',
        [manage, { ...a, selector: expressions }],
        [{ ...a, selector: reordered }],
        [],
      ],
    ]
    for (const [name, own, wanted, missing] of cases)
      it(name, async () => {
        const actor = await memberWith(...own)
        const present = await made(...wanted)
        const harmless = await made({ permissions: ['workspace:read'] })
        const answers = [
          await create(wanted, actor),
          await call(actor, 'PATCH', `${W}/roles/${harmless.id}`, { grants: wanted }),
          await call(actor, 'PATCH', `${W}/roles/${present.id}`, {
            grants: [{ permissions: ['workspace:read'] }],
          }),
          await call(actor, 'DELETE', `${W}/roles/${(await made(...wanted)).id}`),
        ]
        for (const answer of answers) {
          assert.equal(
            codeOf(answer),
            missing.length === 0 ? undefined : 'beyond-own-access',
            answer.body,
          )
          if (missing.length > 0)
            assert.deepEqual(answer.json<{ permissions: string[] }>().permissions, missing)
        }
      })
  })

  it('have names of their own, and only grants that exist', async () => {
    await create([READ], t.owner, 'Readers')
    const cases: readonly [payload: object, status: number, code: string][] = [
      [{ name: 'readers', grants: [READ] }, 409, 'name-taken'],
      [{ name: 'Owner', grants: [READ] }, 409, 'name-taken'],
      [{ name: 'x', grants: [] }, 422, 'invalid-request'],
      [{ name: 'x', grants: [{ permissions: ['cluster:fly'] }] }, 422, 'invalid-request'],
      [
        { name: 'x', grants: [{ permissions: ['member:read'], selector: TEAM_A }] },
        422,
        'invalid-request',
      ],
      [
        { name: 'x', grants: [{ permissions: ['cluster:read'], selector: {} }] },
        422,
        'invalid-request',
      ],
      [{ name: '', grants: [READ] }, 422, 'invalid-request'],
    ]
    for (const [payload, status, code] of cases) {
      const answer = await call(t.owner, 'POST', `${W}/roles`, payload)
      assert.deepEqual([answer.statusCode, codeOf(answer)], [status, code], JSON.stringify(payload))
    }
    const other = await made(READ)
    const taken = await call(t.owner, 'PATCH', `${W}/roles/${other.id}`, { name: 'READERS' })
    assert.equal(codeOf(taken), 'name-taken')
    const builtIn = await call(t.owner, 'PATCH', `${W}/roles/viewer`, { name: 'Mine' })
    assert.deepEqual([builtIn.statusCode, codeOf(builtIn)], [422, 'invalid-request'])
  })

  it('of another workspace are not there', async () => {
    const role = await made(READ)
    const stranger = await t.member()
    const own = (await call(stranger, 'GET', '/api/v1/workspaces')).json<{
      items: { slug: string }[]
    }>()
    const path = `/api/v1/workspaces/${own.items[0]?.slug}`
    for (const answer of [
      await call(stranger, 'GET', `${path}/roles/${role.id}`),
      await call(stranger, 'PATCH', `${path}/roles/${role.id}`, { name: 'Stolen' }),
      await call(stranger, 'DELETE', `${path}/roles/${role.id}`),
    ])
      assert.equal(answer.statusCode, 404)
    const borrowed = await call(stranger, 'POST', `${path}/service-accounts`, {
      name: 's',
      role: role.id,
    })
    assert.equal(codeOf(borrowed), 'unknown-role')
  })

  it('leave what changed in the log', async () => {
    const role = await made(READ)
    await call(t.owner, 'PATCH', `${W}/roles/${role.id}`, { name: 'Renamed in the log' })
    await call(t.owner, 'DELETE', `${W}/roles/${role.id}`)
    const { items } = await t.ports.db.stores.audit.list(
      t.workspace.id,
      { targetId: role.id },
      { limit: 9 },
    )
    assert.deepEqual(
      items.map(({ action, changes }) => [action, changes.some(({ path }) => path === '/name')]),
      [
        ['deleteRole', true],
        ['updateRole', true],
        ['createRole', true],
      ],
    )
  })
})
