import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { PermissionsView, WorkspaceView } from '@skyclust/application'
import { loadRoutes } from './load-routes.ts'
import { isWorkspacePermission } from './route.ts'
import { call, codeOf } from './testing/call.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const routes = await loadRoutes()

describe('archived workspaces', () => {
  let t: TestApp
  let archived: WorkspaceView & { readonly url: string }
  before(async () => {
    t = await testApp()
    archived = await found()
    const answer = await call(t.owner, 'POST', `${archived.url}/archive`)
    assert.notEqual(answer.json<WorkspaceView>().archivedAt, null)
  })

  after(() => t[Symbol.asyncDispose]())

  let count = 0
  const found = async (): Promise<WorkspaceView & { readonly url: string }> => {
    const slug = `space-${++count}`
    const answer = await call(t.owner, 'POST', '/api/v1/workspaces', { name: slug, slug })
    return { ...answer.json<WorkspaceView>(), url: `/api/v1/workspaces/${slug}` }
  }

  const inWorkspaces = routes.filter(({ route }) => isWorkspacePermission(route.permission))
  const changes = inWorkspaces.filter(({ route }) => route.method !== 'GET')
  it('are about many routes', () => assert.ok(changes.length > 20))

  const ALLOWED = ['DELETE /workspaces/:workspaceId', 'POST /workspaces/:workspaceId/unarchive']
  for (const { route, url } of changes) {
    const name = `${route.method} ${route.path}`
    if (ALLOWED.includes(name)) continue
    it(`refuse ${name}`, async () => {
      const path = url
        .replace(':workspaceId', archived.id)
        .replaceAll(/:\w+/g, 'crd_aaaaaaaaaaaaaaaaaaaa')
      const answer = await call(t.owner, route.method as 'POST', path, {})
      assert.deepEqual([answer.statusCode, codeOf(answer)], [409, 'workspace-archived'])
    })
  }

  it('can be read, and say why nothing else is allowed', async () => {
    for (const path of ['', '/members', '/roles', '/clusters', '/api-keys', '/invitations'])
      assert.equal((await call(t.owner, 'GET', `${archived.url}${path}`)).statusCode, 200, path)
    const own = (await call(t.owner, 'GET', `${archived.url}/permissions`)).json<PermissionsView>()
    const of = (name: string) => own.permissions.find(({ permission }) => permission === name)
    assert.equal(of('cluster:read')?.allowed, true)
    assert.equal(of('workspace:delete')?.allowed, true)
    assert.deepEqual(of('cluster:create'), {
      permission: 'cluster:create',
      allowed: false,
      scope: [],
      reason: 'workspace-archived',
    })
  })

  it('take nobody in', async () => {
    const space = await found()
    const invited = await call(t.owner, 'POST', `${space.url}/invitations`, {
      email: 'late@example.com',
      role: 'viewer',
    })
    await call(t.owner, 'POST', `${space.url}/archive`)
    const [token] = invited.json<{ link: string }>().link.split('/').slice(-1)
    const answer = await t.app.inject({
      method: 'POST',
      url: '/api/v1/invitations/accept',
      payload: { token, name: 'Late', password: 'correct horse battery' },
    })
    assert.equal(codeOf(answer), 'workspace-archived')
  })

  it('are opened again', async () => {
    const opened = await call(t.owner, 'POST', `${archived.url}/unarchive`)
    assert.equal(opened.json<WorkspaceView>().archivedAt, null)
    const renamed = await call(t.owner, 'PATCH', archived.url, { name: 'Back' })
    assert.equal(renamed.statusCode, 200)
  })
})
