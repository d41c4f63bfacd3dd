import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { BUILT_IN_ROLES, ROLE_PERMISSIONS } from '@skyclust/domain'
import { checkRoute, type LoadedRoute, loadRoutes } from '../load-routes.ts'
import { type Access, isWorkspacePermission, type Route } from '../route.ts'

const GOLDEN = join(import.meta.dirname, 'roles-by-route.golden.txt')
const UPDATE = 'SKYCLUST_UPDATE_GOLDEN'

const routes = await loadRoutes()

describe('who may call which route', () => {
  it('is as it was agreed', () => {
    const table = tableOf(routes)
    if (process.env[UPDATE] === '1') writeFileSync(GOLDEN, table)
    const agreed = readFileSync(GOLDEN, 'utf8')
    assert.deepEqual(
      table.split('\n'),
      agreed.split('\n'),
      `The table of roles and routes is not what was agreed. Is that what you want? Then run this test with ${UPDATE}=1 and commit the file.`,
    )
  })

  it('is written down for every route', () => {
    const lines = readFileSync(GOLDEN, 'utf8').trimEnd().split('\n')
    assert.equal(lines.length, routes.length + 1)
  })

  it('a route without a permission stops the start', () => {
    const [{ route } = { route: undefined }] = routes
    assert.ok(route)
    const { permission: _, ...without } = route
    assert.throws(() => checkRoute(without as Route, 'x/y.ts'), /no known permission/)
    assert.throws(
      () => checkRoute({ ...route, path: '/me', permission: 'cluster:read' }, 'x/y.ts'),
      /both a workspace/,
    )
  })

  it('of the public routes there are only those meant to be', () => {
    const open = routes.filter(({ route }) => route.permission === 'public')
    assert.deepEqual(open.map(({ route, url }) => `${route.method} ${url}`).toSorted(), [
      'GET /.well-known/jwks.json',
      'GET /api/v1/oidc/:providerId/login',
      'GET /api/v1/oidc/callback',
      'GET /api/v1/setup',
      'GET /api/v1/sign-in-options',
      'GET /healthz',
      'GET /readyz',
      'POST /api/v1/invitations/accept',
      'POST /api/v1/invitations/lookup',
      'POST /api/v1/password-reset',
      'POST /api/v1/password-reset/confirm',
      'POST /api/v1/registration',
      'POST /api/v1/session',
      'POST /api/v1/session/passkey',
      'POST /api/v1/session/passkey-options',
      'POST /api/v1/session/second-factor',
      'POST /api/v1/session/second-factor/passkey-options',
      'POST /api/v1/setup',
      'POST /api/v1/token/refresh',
    ])
  })
})

/** One line per route: a letter for each built-in role that may, a dot for each that may not. */
function tableOf(loaded: readonly LoadedRoute[]): string {
  const lines = loaded.map(({ route, url }) => {
    const { method, permission } = route
    return `${callersOf(permission)}  ${permission.padEnd(22)}  ${method.padEnd(6)} ${url}`
  })
  const head = `${BUILT_IN_ROLES.map((role) => role.slice(0, 3)).join(' ')}  permission              route`
  return `${[head, ...lines.toSorted((a, b) => compare(routeOf(a), routeOf(b)))].join('\n')}\n`
}

function callersOf(permission: Access): string {
  if (!isWorkspacePermission(permission)) return '-   -   -   -  '
  const may: readonly (readonly string[])[] = BUILT_IN_ROLES.map((role) => ROLE_PERMISSIONS[role])
  return may.map((permissions) => (permissions.includes(permission) ? 'yes' : '.  ')).join(' ')
}

/** By address, then by method. */
function routeOf(line: string): string {
  const [url = '', method = ''] = line.trim().split(/ +/).toReversed()
  return `${url} ${method}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1
}
