import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accessOf, grantsOf } from './access.ts'
import {
  BUILT_IN_ROLES,
  isBuiltInRole,
  LABEL_SCOPED_PERMISSIONS,
  WORKSPACE_PERMISSIONS,
} from './permissions.ts'

/** Who may do what, written by hand: a change of a role must be meant here too. */
const TABLE = `
                            owner admin operator viewer
  workspace:read            yes   yes   yes      yes
  workspace:update          yes   yes   -        -
  workspace:delete          yes   -     -        -
  member:read               yes   yes   yes      yes
  member:create             yes   yes   -        -
  member:update             yes   yes   -        -
  member:delete             yes   yes   -        -
  role:read                 yes   yes   yes      yes
  role:create               yes   yes   -        -
  role:update               yes   yes   -        -
  role:delete               yes   yes   -        -
  service-account:read      yes   yes   yes      yes
  service-account:create    yes   yes   -        -
  service-account:update    yes   yes   -        -
  service-account:delete    yes   yes   -        -
  api-key:create            yes   yes   yes      yes
  api-key:manage            yes   yes   -        -
  oidc-provider:read        yes   yes   -        -
  oidc-provider:create      yes   yes   -        -
  oidc-provider:update      yes   yes   -        -
  oidc-provider:delete      yes   yes   -        -
  audit:read                yes   yes   -        -
  audit:export              yes   yes   -        -
  credential:read           yes   yes   yes      yes
  credential:create         yes   yes   -        -
  credential:update         yes   yes   -        -
  credential:delete         yes   yes   -        -
  cluster:read              yes   yes   yes      yes
  cluster:create            yes   yes   yes      -
  cluster:update            yes   yes   yes      -
  cluster:delete            yes   yes   yes      -
  network:read              yes   yes   yes      yes
  network:create            yes   yes   yes      -
  network:update            yes   yes   yes      -
  network:delete            yes   yes   yes      -
  event:read                yes   yes   yes      yes
`

describe('the built-in roles', () => {
  const [head = '', ...lines] = TABLE.split('\n').filter((line) => line.trim() !== '')
  const roles = head.trim().split(/ +/)
  const rows = new Map(
    lines.map((line) => {
      const [permission = '', ...cells] = line.trim().split(/ +/)
      return [permission, cells]
    }),
  )

  it('are those of the table, and so are the permissions', () => {
    assert.deepEqual(roles, [...BUILT_IN_ROLES])
    assert.deepEqual([...rows.keys()].toSorted(), [...WORKSPACE_PERMISSIONS].toSorted())
  })

  for (const [column, role] of BUILT_IN_ROLES.entries())
    it(`${role} may do what the table says and nothing else`, () => {
      const access = accessOf(grantsOf(role))
      for (const permission of WORKSPACE_PERMISSIONS) {
        const may = rows.get(permission)?.[column] === 'yes'
        assert.equal(access.has(permission), may, permission)
        // Built-in roles know no labels.
        assert.equal(access.allows(permission, {}), may, permission)
        assert.deepEqual(access.scope(permission), may ? 'all' : [], permission)
      }
    })

  it('are told from ids and from what objects inherit', () => {
    assert.ok(BUILT_IN_ROLES.every(isBuiltInRole))
    for (const name of ['rol_aaaaaaaaaaaaaaaaaaaa', 'constructor', 'Owner', ''])
      assert.equal(isBuiltInRole(name), false)
  })
})

describe('permissions', () => {
  it('are named once, kind and verb', () => {
    assert.equal(new Set(WORKSPACE_PERMISSIONS).size, WORKSPACE_PERMISSIONS.length)
    for (const permission of WORKSPACE_PERMISSIONS) assert.match(permission, /^[a-z-]+:[a-z]+$/)
  })

  it('can be bound to labels where there is something that has labels', () => {
    assert.deepEqual([...LABEL_SCOPED_PERMISSIONS].toSorted(), [
      'cluster:create',
      'cluster:delete',
      'cluster:read',
      'cluster:update',
      'event:read',
      'network:create',
      'network:delete',
      'network:read',
      'network:update',
    ])
  })
})
