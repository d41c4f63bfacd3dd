import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { isoTime, newId, type PermissionsView, type WorkspaceView } from '@skyclust/application'
import {
  CredentialId,
  ResourceId,
  type Resource,
  WORKSPACE_PERMISSIONS,
  type WorkspaceId,
} from '@skyclust/domain'
import { withClient } from '@skyclust/postgres'
import { call, codeOf } from './testing/call.ts'
import { awsSecret, type Caller, type TestApp, testApp } from './testing/test-app.ts'

const SETTINGS = { currency: 'KRW', timeZone: 'Asia/Seoul', locale: 'ko', quotas: { clusters: 3 } }

const of = (view: PermissionsView, name: string) => {
  const { permission: _, ...rest } = view.permissions.find((p) => p.permission === name) ?? {}
  return rest
}

describe('workspaces', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  let count = 0
  const found = async (by: Caller = t.owner): Promise<WorkspaceView & { readonly url: string }> => {
    const slug = `space-${++count}`
    const answer = await call(by, 'POST', '/api/v1/workspaces', { name: `Space ${count}`, slug })
    assert.equal(answer.statusCode, 201, answer.body)
    return { ...answer.json<WorkspaceView>(), url: `/api/v1/workspaces/${slug}` }
  }
  const log = async ({ id }: { readonly id: string }) =>
    (await t.ports.db.stores.audit.list(id as WorkspaceId, {}, { limit: 50 })).items

  it('are founded with all permissions and settings in the language of the founder', async () => {
    const space = await found()
    const read = await call(t.owner, 'GET', space.url)

    assert.deepEqual([space.role, space.roleName, space.archivedAt], ['owner', 'owner', null])
    assert.deepEqual(space.permissions, [...WORKSPACE_PERMISSIONS])
    assert.deepEqual(space.settings, { currency: 'USD', timeZone: 'UTC', locale: 'en', quotas: {} })
    assert.equal(read.headers['etag'], '"1"')
    const { url: _, ...view } = space
    assert.deepEqual(read.json(), view)
    const [entry, ...others] = await log(space)
    assert.equal(others.length, 0)
    assert.deepEqual(
      [entry?.action, entry?.actor.id, entry?.target?.id],
      ['createWorkspace', t.owner.user.id, space.id],
    )
  })

  it('are renamed and set up, against the version that was read', async () => {
    const { url, slug } = await found()
    const ifMatch = { 'if-match': '"1"' }
    const changed = await call(t.owner, 'PATCH', url, { name: 'New', settings: SETTINGS }, ifMatch)
    const stale = await call(t.owner, 'PATCH', url, { name: 'Stale' }, ifMatch)
    const renamed = await call(t.owner, 'PATCH', url, { name: 'Newer' })

    assert.deepEqual([changed.statusCode, changed.headers['etag']], [200, '"2"'])
    assert.deepEqual([stale.statusCode, codeOf(stale)], [412, 'version-mismatch'])
    const view = renamed.json<WorkspaceView>()
    assert.deepEqual([view.name, view.slug, view.settings], ['Newer', slug, SETTINGS])
    const [entry] = await log(view)
    assert.deepEqual(entry?.changes, [{ path: '/name', before: 'New', after: 'Newer' }])
  })

  it('take only settings that mean something', async () => {
    const { url } = await found()
    const wrong: readonly [change: object, pointer: string][] = [
      [{ currency: 'EUROS' }, '/settings/currency'],
      [{ currency: 'ABC' }, '/settings/currency'],
      [{ timeZone: 'Mars/Olympus' }, '/settings/timeZone'],
      [{ timeZone: '+09:00' }, '/settings/timeZone'],
      [{ timeZone: '' }, '/settings/timeZone'],
      [{ locale: 'fr' }, '/settings/locale'],
      [{ allowedProviders: ['ibm'] }, '/settings/allowedProviders/0'],
      [{ allowedProviders: [] }, '/settings/allowedProviders'],
      [{ allowedLocations: { aws: [] } }, '/settings/allowedLocations/aws'],
      [{ quotas: { clusters: -1 } }, '/settings/quotas/clusters'],
      [{ quotas: { monthlySpendUsd: '5' } }, '/settings/quotas/monthlySpendUsd'],
      [{ auditRetentionDays: 1 }, '/settings/auditRetentionDays'],
    ]
    for (const [change, pointer] of wrong) {
      const settings = { ...SETTINGS, ...change }
      const answer = await call(t.owner, 'PATCH', url, { settings })
      assert.deepEqual([answer.statusCode, codeOf(answer)], [422, 'invalid-request'])
      const { errors } = answer.json<{ errors: { pointer: string }[] }>()
      assert.deepEqual(
        errors.map((e) => e.pointer),
        [pointer],
      )
    }
    for (const timeZone of ['UTC', 'Asia/Seoul', 'America/Argentina/Buenos_Aires', 'Etc/GMT+9']) {
      const answer = await call(t.owner, 'PATCH', url, { settings: { ...SETTINGS, timeZone } })
      assert.equal(answer.statusCode, 200, timeZone)
    }
    const full = {
      ...SETTINGS,
      allowedProviders: ['aws'],
      allowedLocations: { aws: ['ap-northeast-2'] },
      auditRetentionDays: 365,
    }
    const answer = await call(t.owner, 'PATCH', url, { settings: full })
    assert.deepEqual(answer.json<WorkspaceView>().settings, full)
  })

  it('are archived and deleted by owners only', async () => {
    const admin = await t.member('admin')
    for (const [method, path] of [
      ['POST', '/archive'],
      ['POST', '/unarchive'],
      ['DELETE', ''],
    ] as const) {
      const answer = await call(admin, method, `/api/v1/workspaces/main${path}`, {
        confirm: 'main',
      })
      assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'permission-denied'])
    }
  })

  it('are not deleted while they own anything, or by mistake', async () => {
    const space = await found()
    const made = await call(t.owner, 'POST', `${space.url}/credentials`, {
      name: 'prod',
      provider: 'aws',
      secret: awsSecret('AKIAGOOD0000000DELWS'),
    })
    const credentialId = CredentialId.parse(made.json<{ id: string }>().id)
    for (let i = 0; i < 25; i++)
      await t.ports.db.stores.resources.insert(network(space.id as WorkspaceId, credentialId, i))
    const confirm = space.slug
    const mistaken = await call(t.owner, 'DELETE', space.url, { confirm: space.name })
    const stale = await call(t.owner, 'DELETE', space.url, { confirm }, { 'if-match': '"7"' })
    assert.deepEqual([stale.statusCode, codeOf(stale)], [412, 'version-mismatch'])
    const owning = await call(t.owner, 'DELETE', space.url, { confirm })

    assert.deepEqual([mistaken.statusCode, codeOf(mistaken)], [422, 'confirmation-mismatch'])
    assert.deepEqual([owning.statusCode, codeOf(owning)], [409, 'workspace-not-empty'])
    const { count: total, owned } = owning.json<{ count: number; owned: { kind: string }[] }>()
    assert.deepEqual([total, owned.length], [26, 20])
    assert.ok(owned.every(({ kind }) => kind === 'network'))
    assert.equal((await call(t.owner, 'GET', space.url)).statusCode, 200)

    await withClient(t.connection, (client) =>
      client.query('delete from resources where workspace_id = $1', [space.id]),
    )
    const last = await call(t.owner, 'DELETE', space.url, { confirm })
    assert.deepEqual(last.json<{ owned: object[] }>().owned, [
      { kind: 'credential', id: credentialId, name: 'prod' },
    ])
    await call(t.owner, 'DELETE', `${space.url}/credentials/${credentialId}`)
    assert.equal((await call(t.owner, 'DELETE', space.url, { confirm })).statusCode, 204)
  })

  it('are deleted whole or not at all, whatever is made in them meanwhile', async () => {
    for (let round = 0; round < 5; round++) {
      const space = await found()
      const add = (i: number) =>
        call(t.owner, 'POST', `${space.url}/credentials`, {
          name: `c${i}`,
          provider: 'aws',
          secret: awsSecret(`AKIAGOOD000000RACE0${i}`),
        })
      const answers = await Promise.all([
        add(0),
        call(t.owner, 'POST', `${space.url}/roles`, {
          name: 'R',
          grants: [{ permissions: ['cluster:read'] }],
        }),
        call(t.owner, 'DELETE', space.url, { confirm: space.slug }),
        add(1),
        call(t.owner, 'POST', `${space.url}/service-accounts`, { name: 's', role: 'viewer' }),
        add(2),
      ])
      const isGone = (await call(t.owner, 'GET', space.url)).statusCode === 404
      const credentials = await t.ports.db.stores.credentials.list(space.id as WorkspaceId)
      for (const answer of answers)
        assert.ok([201, 204, 403, 404, 409].includes(answer.statusCode), answer.body)
      assert.equal(answers[2]?.statusCode, isGone ? 204 : 409)
      if (isGone) assert.deepEqual(credentials, [])
    }
  })

  it('leave nothing but their log when they are deleted', async () => {
    const space = await found()
    await call(t.owner, 'POST', `${space.url}/roles`, {
      name: 'R',
      grants: [{ permissions: ['cluster:read'] }],
    })
    await call(t.owner, 'POST', `${space.url}/service-accounts`, { name: 's', role: 'viewer' })
    await call(t.owner, 'POST', `${space.url}/api-keys`, { name: 'k', scopes: ['cluster:read'] })
    await call(t.owner, 'POST', `${space.url}/invitations`, {
      email: 'x@example.com',
      role: 'viewer',
    })
    const answer = await call(t.owner, 'DELETE', space.url, { confirm: space.slug })

    assert.equal(answer.statusCode, 204, answer.body)
    assert.equal((await call(t.owner, 'GET', space.url)).statusCode, 404)
    const left = await withClient(t.connection, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `select c.table_name as name from information_schema.columns c
         join information_schema.tables using (table_schema, table_name)
         where c.table_schema = 'public' and c.column_name = 'workspace_id' and table_type = 'BASE TABLE'`,
      )
      assert.ok(rows.length > 10)
      const tables: string[] = []
      for (const { name } of rows) {
        const { rowCount } = await client.query(`select 1 from ${name} where workspace_id = $1`, [
          space.id,
        ])
        if (rowCount !== 0) tables.push(name)
      }
      return tables
    })
    assert.deepEqual(left, [])
    const [entry] = await log(space)
    assert.deepEqual(
      [entry?.action, entry?.result, entry?.target?.name],
      ['deleteWorkspace', 'success', space.slug],
    )
    assert.equal((await t.ports.db.stores.audit.verify(space.id as WorkspaceId)).ok, true)
  })

  it('tell everybody what they may do, on what, and why not', async () => {
    const role = await call(t.owner, 'POST', '/api/v1/workspaces/main/roles', {
      name: 'Team a',
      grants: [
        { permissions: ['workspace:read', 'api-key:create'] },
        { permissions: ['cluster:read'], selector: { matchLabels: { team: 'a' } } },
      ],
    })
    const member = await t.member(role.json<{ id: string }>().id as 'viewer')
    const url = '/api/v1/workspaces/main'
    const key = await call(member, 'POST', `${url}/api-keys`, {
      name: 'k',
      scopes: ['workspace:read'],
    })
    const authorization = `Bearer ${key.json<{ token: string }>().token}`

    const own = (await call(member, 'GET', `${url}/permissions`)).json<PermissionsView>()
    const byKey = (
      await t.app.inject({ url: `${url}/permissions`, headers: { authorization } })
    ).json<PermissionsView>()

    assert.equal(own.roleName, 'Team a')
    assert.deepEqual(
      own.permissions.map(({ permission }) => permission),
      [...WORKSPACE_PERMISSIONS],
    )
    assert.deepEqual(of(own, 'workspace:read'), { allowed: true, scope: 'all' })
    assert.deepEqual(of(own, 'cluster:read'), {
      allowed: true,
      scope: [{ matchLabels: { team: 'a' } }],
    })
    assert.deepEqual(of(own, 'cluster:delete'), {
      allowed: false,
      scope: [],
      reason: 'not-in-role',
    })
    assert.deepEqual(of(byKey, 'workspace:read'), { allowed: true, scope: 'all' })
    assert.deepEqual(of(byKey, 'cluster:read'), {
      allowed: false,
      scope: [],
      reason: 'not-in-key-scopes',
    })
    // What it says is what happens.
    const list = await call(member, 'GET', '/api/v1/workspaces')
    const [seen] = list.json<{ items: WorkspaceView[] }>().items
    assert.deepEqual(seen?.permissions, ['workspace:read', 'api-key:create', 'cluster:read'])
  })
})

function network(workspaceId: WorkspaceId, credentialId: CredentialId, i: number): Resource {
  const bytes = crypto.getRandomValues(new Uint8Array(20))
  const id = newId({ next: () => 0, bytes: () => bytes, uuid: () => '' }, 'res', ResourceId)
  const now = isoTime(Date.now())
  return {
    id,
    workspaceId,
    kind: 'network',
    name: `net-${i}`,
    labels: {},
    provider: 'aws',
    credentialId,
    location: 'ap-northeast-2',
    spec: {},
    generation: 1,
    status: {},
    observedGeneration: 0,
    conditions: [],
    ownerId: undefined,
    rootId: id,
    management: 'managed',
    deletionRequestedAt: undefined,
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
}
