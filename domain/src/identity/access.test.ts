import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { type Access, accessOf, beyond, Grant, grantsOf, narrowed } from './access.ts'
import { selectorMatches } from './label-selector.ts'
import { BUILT_IN_ROLES, WORKSPACE_PERMISSIONS } from './permissions.ts'
import { anyGrants, anyLabels, anyPermission, anySelector } from './testing/any-grants.ts'

const anyScopes = fc.subarray([...WORKSPACE_PERMISSIONS])
const dev = { matchLabels: { env: 'dev' } }
const prod = { matchLabels: { env: 'prod' } }

/** Everything an access can be asked, as one value. */
function answers(access: Access, labels: Readonly<Record<string, string>>) {
  return WORKSPACE_PERMISSIONS.map((p) => [p, access.has(p), access.allows(p, labels)])
}

describe('accessOf', () => {
  it('denies what no grant lists', () => {
    const nothing = accessOf([])
    for (const permission of WORKSPACE_PERMISSIONS) {
      assert.equal(nothing.has(permission), false)
      assert.equal(nothing.allows(permission, {}), false)
      assert.deepEqual(nothing.scope(permission), [])
    }
    assert.equal(nothing.permissions.size, 0)
  })

  it('answers the same by labels, by scope and by the list of permissions', () => {
    fc.assert(
      fc.property(anyGrants, anyPermission, anyLabels, (grants, permission, labels) => {
        const access = accessOf(grants)
        const scope = access.scope(permission)
        const within = scope === 'all' || scope.some((s) => selectorMatches(s, labels))

        assert.equal(access.allows(permission, labels), within)
        assert.equal(access.has(permission), scope === 'all' || scope.length > 0)
        assert.equal(access.permissions.has(permission), access.has(permission))
      }),
    )
  })

  it('grants add up, in any order', () => {
    fc.assert(
      fc.property(anyGrants, anyGrants, anyLabels, (one, other, labels) => {
        const both = accessOf([...one, ...other])
        const [a, b] = [accessOf(one), accessOf(other)]

        for (const permission of WORKSPACE_PERMISSIONS)
          assert.equal(
            both.allows(permission, labels),
            a.allows(permission, labels) || b.allows(permission, labels),
          )
        assert.deepEqual(answers(both, labels), answers(accessOf([...other, ...one]), labels))
      }),
    )
  })
})

describe('narrowed', () => {
  it('leaves exactly what both the access and the scopes have', () => {
    fc.assert(
      fc.property(anyGrants, anyScopes, anyLabels, (grants, scopes, labels) => {
        const access = accessOf(grants)
        const left = narrowed(access, scopes)

        for (const permission of WORKSPACE_PERMISSIONS) {
          const isIn = scopes.includes(permission)
          assert.equal(left.has(permission), isIn && access.has(permission))
          assert.equal(left.allows(permission, labels), isIn && access.allows(permission, labels))
          assert.deepEqual(left.scope(permission), isIn ? access.scope(permission) : [])
          assert.equal(left.permissions.has(permission), left.has(permission))
        }
      }),
    )
  })

  it('narrowed again is narrowed to what both name', () => {
    fc.assert(
      fc.property(anyGrants, anyScopes, anyScopes, anyLabels, (grants, one, other, labels) => {
        const access = accessOf(grants)
        const both = one.filter((p) => other.includes(p))

        assert.deepEqual(
          answers(narrowed(narrowed(access, one), other), labels),
          answers(narrowed(access, both), labels),
        )
      }),
    )
  })
})

describe('beyond', () => {
  it('finds nothing in what one has oneself', () => {
    fc.assert(
      fc.property(anyGrants, (grants) => assert.deepEqual(beyond(accessOf(grants), grants), [])),
    )
  })

  it('when it finds nothing, nobody gains: what is granted is held, on every resource', () => {
    const handed = fc.tuple(anyGrants, anyGrants).chain(([own, strange]) =>
      fc.record({
        own: fc.constant(own),
        // Mostly parts of one's own grants, so that many pass.
        given: fc.subarray([...own, ...own, ...strange]),
      }),
    )
    let passed = 0
    fc.assert(
      fc.property(handed, anyLabels, ({ own, given }, labels) => {
        const access = accessOf(own)
        if (beyond(access, given).length > 0) return
        passed += 1
        const gained = accessOf(given)
        for (const permission of WORKSPACE_PERMISSIONS)
          assert.ok(!gained.allows(permission, labels) || access.allows(permission, labels))
      }),
      { numRuns: 500 },
    )
    assert.ok(passed > 50, `${passed} grants could be handed on`)
  })

  it('names each missing permission once, and only those that are asked for', () => {
    fc.assert(
      fc.property(anyGrants, anyGrants, (own, given) => {
        const missing = beyond(accessOf(own), given)
        assert.equal(new Set(missing).size, missing.length)
        for (const permission of missing)
          assert.ok(given.some((grant) => grant.permissions.includes(permission)))
        const nothing = accessOf([])
        assert.deepEqual(
          new Set(beyond(nothing, given)),
          new Set(given.flatMap((grant) => grant.permissions)),
        )
      }),
    )
  })

  it('a permission bound to labels is handed on with the same labels only', () => {
    const access = accessOf([{ permissions: ['cluster:read', 'cluster:update'], selector: dev }])
    const grant = (selector?: typeof dev): Grant => ({
      permissions: ['cluster:update'],
      ...(selector ? { selector } : {}),
    })

    assert.deepEqual(beyond(access, [grant(dev)]), [])
    assert.deepEqual(beyond(access, [grant(prod)]), ['cluster:update'])
    assert.deepEqual(beyond(access, [grant()]), ['cluster:update'])
    // The order of a selector's members says nothing.
    const both = { matchLabels: { env: 'dev', tier: 'web' } }
    const turned = { matchLabels: { tier: 'web', env: 'dev' } }
    const own = accessOf([{ permissions: ['cluster:update'], selector: both }])
    assert.deepEqual(beyond(own, [{ permissions: ['cluster:update'], selector: turned }]), [])
  })

  it('the roles are a ladder: each can grant those below it and none above', () => {
    for (const [rank, giver] of BUILT_IN_ROLES.entries())
      for (const [at, given] of BUILT_IN_ROLES.entries()) {
        const missing = beyond(accessOf(grantsOf(giver)), grantsOf(given))
        assert.equal(missing.length === 0, rank <= at, `${giver} grants ${given}`)
      }
    assert.deepEqual(beyond(accessOf(grantsOf('admin')), grantsOf('owner')), ['workspace:delete'])
  })
})

describe('Grant', () => {
  it('refuses labels on what has none', () => {
    fc.assert(
      fc.property(anyPermission, anySelector, (permission, selector) => {
        const isLabelled = /^(cluster|network|event):/.test(permission)
        const parsed = Grant.safeParse({ permissions: ['cluster:read', permission], selector })
        assert.equal(parsed.success, isLabelled)
      }),
    )
  })

  it('refuses permissions that do not exist, none at all, and other members', () => {
    assert.equal(Grant.safeParse({ permissions: ['cluster:fly'] }).success, false)
    assert.equal(Grant.safeParse({ permissions: [] }).success, false)
    assert.equal(Grant.safeParse({ permissions: ['cluster:read'], role: 'owner' }).success, false)
  })
})
