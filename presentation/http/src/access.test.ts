import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { roleAllows } from '@skyclust/domain'
import { checkRoute, type LoadedRoute, loadRoutes } from './load-routes.ts'
import type { Route } from './route.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const routes = await loadRoutes()

describe('access to every route', () => {
  let t: TestApp
  let stranger: Caller
  let viewer: Caller
  let signedOut: Caller
  before(async () => {
    t = await testApp()
    stranger = await t.member()
    viewer = await t.member('viewer')
    signedOut = await t.member('owner')
    await signedOut.inject({ method: 'DELETE', url: '/api/v1/session' })
  })
  after(() => t[Symbol.asyncDispose]())

  const request = ({ route, url }: LoadedRoute, workspace: string) => ({
    method: route.method,
    url: url
      .replace(':workspaceId', workspace)
      .replaceAll(/:(id|pool)/g, 'crd_aaaaaaaaaaaaaaaaaaaa'),
    ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { payload: {} }),
  })

  for (const loaded of routes) {
    const { route } = loaded
    if (route.permission === 'public') continue
    const name = `${route.method} ${loaded.url}`

    it(`${name} refuses nobody and who signed out`, async () => {
      const nobody = await t.app.inject(request(loaded, t.workspace.id))
      const formerly = await signedOut.inject(request(loaded, t.workspace.id))
      const forged = await t.app.inject({
        ...request(loaded, t.workspace.id),
        cookies: { skyclust_session: 'x'.repeat(43) },
      })

      assert.deepEqual(
        [nobody.statusCode, nobody.json<{ code: string }>().code],
        [401, 'sign-in-required'],
      )
      assert.deepEqual(
        [formerly.statusCode, formerly.json<{ code: string }>().code],
        [401, 'invalid-token'],
      )
      assert.equal(forged.statusCode, 401)
    })

    const { permission } = route
    if (permission === 'signed-in') continue
    it(`${name} hides the workspace from members of another one`, async () => {
      for (const workspace of [t.workspace.id, t.workspace.slug]) {
        const foreign = await stranger.inject(request(loaded, workspace))
        const missing = await stranger.inject(request(loaded, 'no-such-workspace'))

        assert.equal(foreign.statusCode, 404)
        assert.equal(missing.statusCode, 404)
        // Word for word the same but for the name that was asked for: no oracle.
        assert.equal(
          detail(foreign).replace(workspace, ''),
          detail(missing).replace('no-such-workspace', ''),
        )
        assert.ok(!foreign.body.includes(t.workspace.name))
      }
    })

    if (roleAllows('viewer', permission)) continue
    it(`${name} refuses viewers`, async () => {
      const answer = await viewer.inject(request(loaded, t.workspace.id))
      assert.deepEqual(
        [answer.statusCode, answer.json<{ code: string }>().code],
        [403, 'permission-denied'],
      )
    })
  }

  it('of the public routes there are only those meant to be', () => {
    const open = routes.filter(({ route }) => route.permission === 'public')
    assert.deepEqual(open.map(({ route, url }) => `${route.method} ${url}`).toSorted(), [
      'GET /api/v1/setup',
      'GET /healthz',
      'GET /readyz',
      'POST /api/v1/session',
      'POST /api/v1/setup',
    ])
  })

  it('a route without a permission stops the start', () => {
    const [{ route } = { route: undefined }] = routes
    assert.ok(route)
    const { permission: _, ...without } = route
    assert.throws(() => checkRoute(without as Route, 'x/y.ts'), /no known permission/)
    assert.throws(
      () => checkRoute({ ...route, path: '/me', permission: 'cluster:read' } as Route, 'x/y.ts'),
      /both a workspace/,
    )
  })
})

function detail(answer: { json<T>(): T }): string {
  return answer.json<{ detail: string }>().detail
}
