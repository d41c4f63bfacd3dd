import * as fc from 'fast-check'
import type { Grant } from '../access.ts'
import type { LabelSelector, LabelSet } from '../label-selector.ts'
import { LABEL_SCOPED_PERMISSIONS, WORKSPACE_PERMISSIONS } from '../permissions.ts'

/** Few keys and values, so that selectors and labels meet; some that JavaScript objects have by birth. */
const key = fc.constantFrom('env', 'tier', 'team-a', 'constructor', 'to_string')
const value = fc.constantFrom('', 'dev', 'prod', 'web', 'x-1')

export const anyLabels: fc.Arbitrary<LabelSet> = fc.dictionary(key, value, { maxKeys: 4 })

const requirement = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
)

export const anySelector: fc.Arbitrary<LabelSelector> = fc
  .record(
    {
      matchLabels: fc.dictionary(key, value, { maxKeys: 2 }),
      matchExpressions: fc.array(requirement, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .filter((s) => Object.keys(s.matchLabels ?? {}).length + (s.matchExpressions?.length ?? 0) > 0)
  // Objects as they come from JSON, with a prototype.
  .map((selector) => JSON.parse(JSON.stringify(selector)) as LabelSelector)

export const anyPermission = fc.constantFrom(...WORKSPACE_PERMISSIONS)

const some = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 })

export const anyGrant: fc.Arbitrary<Grant> = fc.oneof(
  fc.record({ permissions: some(WORKSPACE_PERMISSIONS) }),
  fc.record({ permissions: some(LABEL_SCOPED_PERMISSIONS), selector: anySelector }),
  fc.record({ permissions: some(LABEL_SCOPED_PERMISSIONS), selector: anySelector }),
)

export const anyGrants: fc.Arbitrary<readonly Grant[]> = fc.array(anyGrant, { maxLength: 4 })
