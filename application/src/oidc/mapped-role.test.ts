import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RoleMapping } from '@skyclust/domain'
import { mappedRole } from './mapped-role.ts'

const rule = (claim: string, value: string, role: RoleMapping['role']): RoleMapping => ({
  claim,
  value,
  role,
})

describe('mappedRole', () => {
  const claims = {
    groups: ['devs', 'ops'],
    department: 'Sales',
    level: 7,
    internal: true,
    realm_access: { roles: ['chief'], deep: { er: 'x' } },
    'https://example.com/groups': ['namespaced'],
    'a.b': 'literal',
    a: { b: 'nested' },
    empty: [],
    nothing: null,
    mixed: [{ name: 'devs' }, ['ops'], null, 3],
  }
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['groups', 'ops', true],
    ['groups', 'op', false],
    ['groups', 'OPS', false],
    ['groups', 'devs,ops', false],
    ['department', 'Sales', true],
    ['department', 'Sale', false],
    ['level', '7', true],
    ['internal', 'true', true],
    ['realm_access.roles', 'chief', true],
    ['realm_access.deep.er', 'x', true],
    ['realm_access.roles.length', '1', false],
    ['realm_access', '[object Object]', false],
    ['https://example.com/groups', 'namespaced', true],
    ['a.b', 'literal', true],
    ['a.b', 'nested', false],
    ['empty', '', false],
    ['nothing', 'null', false],
    ['missing', 'undefined', false],
    ['missing.path', 'x', false],
    ['mixed', '3', true],
    ['mixed', 'ops', false],
    ['constructor', 'x', false],
    ['constructor.name', 'Object', false],
    ['__proto__.constructor.name', 'Object', false],
    ['groups.length', '2', false],
  ]
  for (const [claim, value, fits] of cases)
    it(`${claim} ${fits ? 'contains' : 'does not contain'} ${value}`, () =>
      assert.equal(mappedRole([rule(claim, value, 'viewer')], claims), fits ? 'viewer' : undefined))

  it('takes the first rule that fits', () => {
    const rules = [
      rule('groups', 'none', 'owner'),
      rule('groups', 'ops', 'operator'),
      rule('groups', 'devs', 'admin'),
    ]
    assert.equal(mappedRole(rules, claims), 'operator')
    assert.equal(mappedRole([], claims), undefined)
  })
})
