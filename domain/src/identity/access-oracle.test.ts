import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import * as fc from 'fast-check'
import { accessOf, type Grant, narrowed } from './access.ts'
import type { LabelSelector, LabelSet } from './label-selector.ts'
import { WORKSPACE_PERMISSIONS } from './permissions.ts'
import { anyGrants, anyLabels } from './testing/any-grants.ts'

const CASES = Number(process.env['SKYCLUST_CEDAR_CASES'] ?? 100_000)
/** Parsed once each; 100,000 decisions over 250 sets take 7 s. */
const POLICY_SETS = Math.min(250, CASES)
const SEED = 20_261_123

describe('accessOf', () => {
  it(`decides ${CASES} generated cases as Cedar does`, () => {
    const sets = fc.sample(
      fc.record({
        grants: anyGrants,
        scopes: fc.option(fc.subarray([...WORKSPACE_PERMISSIONS]), { nil: undefined }),
      }),
      { seed: SEED, numRuns: POLICY_SETS },
    )
    const questions = fc.sample(
      fc.record({ permission: fc.constantFrom(...WORKSPACE_PERMISSIONS), labels: anyLabels }),
      { seed: SEED + 1, numRuns: CASES },
    )
    const tally = { allow: 0, deny: 0 }

    for (const [index, { grants, scopes }] of sets.entries()) {
      const whole = accessOf(grants)
      const access = scopes ? narrowed(whole, scopes) : whole
      const id = `set-${index}`
      assert.deepEqual(preparsePolicySet(id, { staticPolicies: policies(grants, scopes) }), {
        type: 'success',
      })
      for (let at = index; at < questions.length; at += sets.length) {
        const { permission, labels } = questions[at] as (typeof questions)[number]
        const wanted = cedarDecides(id, permission, labels)
        const decided = access.allows(permission, labels) ? 'allow' : 'deny'
        tally[decided] += 1
        if (decided !== wanted)
          assert.fail(
            `${permission} on ${JSON.stringify(labels)}: ${decided}, Cedar says ${wanted}; ${JSON.stringify({ grants, scopes })}`,
          )
      }
    }

    assert.equal(tally.allow + tally.deny, CASES)
    // Both answers must come up, or the comparison proves little.
    if (CASES >= 1000)
      assert.ok(Math.min(tally.allow, tally.deny) > CASES / 20, JSON.stringify(tally))
  })
})

function cedarDecides(policySet: string, permission: string, labels: LabelSet): 'allow' | 'deny' {
  const resource = { type: 'Resource', id: 'r' }
  const answer = statefulIsAuthorized({
    principal: { type: 'Member', id: 'm' },
    action: { type: 'Action', id: permission },
    resource,
    context: {},
    preparsedPolicySetId: policySet,
    entities: [{ uid: resource, attrs: { labels: { ...labels } }, parents: [] }],
  })
  if (answer.type !== 'success') return assert.fail(JSON.stringify(answer.errors))
  assert.deepEqual(answer.response.diagnostics.errors, [])
  return answer.response.decision
}

/** Grants in Cedar's language, written from what Kubernetes says of selectors, not from our code. */
function policies(grants: readonly Grant[], scopes: readonly string[] | undefined): string {
  const permits = grants.map(
    ({ permissions, selector }) =>
      `permit (principal, action in ${actions(permissions)}, resource) when { ${condition(selector)} };`,
  )
  const limit =
    scopes === undefined
      ? []
      : scopes.length === 0
        ? ['forbid (principal, action, resource);']
        : [
            `forbid (principal, action, resource) unless { [${actionList(scopes)}].contains(action) };`,
          ]
  return [...permits, ...limit].join('\n')
}

function actions(permissions: readonly string[]): string {
  return `[${actionList(permissions)}]`
}

function actionList(permissions: readonly string[]): string {
  return permissions.map((p) => `Action::${JSON.stringify(p)}`).join(', ')
}

function condition(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'true'
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, v]) => among(key, [v]))
  const others = (selector.matchExpressions ?? []).map((requirement) => {
    const { key, operator } = requirement
    if (operator === 'In') return among(key, requirement.values)
    if (operator === 'NotIn') return `!${among(key, requirement.values)}`
    return operator === 'Exists' ? `(${has(key)})` : `!(${has(key)})`
  })
  return [...equal, ...others].join(' && ')
}

function has(key: string): string {
  return `resource.labels has ${JSON.stringify(key)}`
}

function among(key: string, values: readonly string[]): string {
  const list = values.map((v) => JSON.stringify(v)).join(', ')
  return `(${has(key)} && [${list}].contains(resource.labels[${JSON.stringify(key)}]))`
}
