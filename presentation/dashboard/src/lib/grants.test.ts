import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beyondOwn, type Grant, reachOf } from './grants.ts'

const dev = { matchLabels: { env: 'dev', tier: 'web' } }
const turned = { matchLabels: { tier: 'web', env: 'dev' } }
const rulings = [
  { permission: 'member:read', allowed: true, scope: 'all' },
  { permission: 'cluster:read', allowed: true, scope: [dev] },
  { permission: 'cluster:update', allowed: false, scope: [], reason: 'not-in-role' },
] as const satisfies Parameters<typeof beyondOwn>[0]

describe('what goes beyond one’s own access', () => {
  const cases: readonly [string, readonly Grant[], readonly string[]][] = [
    ['nothing, when all of it is held', [{ permissions: ['member:read'] }], []],
    ['what is not held', [{ permissions: ['cluster:update'] }], ['cluster:update']],
    ['more than the own labels', [{ permissions: ['cluster:read'] }], ['cluster:read']],
    [
      'not the own labels in another order',
      [{ permissions: ['cluster:read'], selector: turned }],
      [],
    ],
    [
      'other labels, once',
      [
        { permissions: ['cluster:read'], selector: { matchLabels: { env: 'dev' } } },
        { permissions: ['cluster:read', 'member:read'] },
      ],
      ['cluster:read'],
    ],
    ['what is not known at all', [{ permissions: ['audit:read'] }], ['audit:read']],
  ]
  for (const [name, grants, wanted] of cases)
    it(`is ${name}`, () => assert.deepEqual(beyondOwn(rulings, grants), wanted))
})

describe('the reach of a permission', () => {
  it('is the widest that a grant gives', () => {
    const narrow: Grant = { permissions: ['cluster:read'], selector: dev }
    assert.equal(reachOf([narrow], 'cluster:read'), 'labels')
    assert.equal(reachOf([narrow, { permissions: ['cluster:read'] }], 'cluster:read'), 'all')
    assert.equal(reachOf([narrow], 'cluster:update'), 'none')
  })
})
