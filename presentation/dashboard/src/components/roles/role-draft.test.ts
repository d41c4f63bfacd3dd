import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Grant } from '@/lib/grants.ts'
import { draftOf, EMPTY_REQUIREMENT, grantsOf, selectorOf } from './role-draft.ts'

const GRANTS: readonly Grant[] = [
  { permissions: ['workspace:read', 'member:read'] },
  {
    permissions: ['cluster:read', 'cluster:update'],
    selector: {
      matchLabels: { env: 'dev' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['db', 'web'] },
        { key: 'legacy', operator: 'DoesNotExist' },
      ],
    },
  },
]

describe('the draft of a role', () => {
  it('gives back the grants it was made of', () => {
    const role = { name: 'Dev', description: 'of the dev team', grants: GRANTS }
    const draft = draftOf(role)

    assert.deepEqual(grantsOf(draft), GRANTS)
    assert.deepEqual([draft.name, draft.description], ['Dev', 'of the dev team'])
  })

  it('that is new lets in and no more, and leaves out what is not complete', () => {
    const draft = draftOf(undefined)
    const permissions = new Set(['cluster:read'] as const)
    const incomplete = { id: 1, requirements: [EMPTY_REQUIREMENT], permissions }

    const enter = [{ permissions: ['workspace:read'] }]
    assert.deepEqual(grantsOf(draft), enter)
    assert.deepEqual(grantsOf({ ...draft, labelled: [incomplete] }), enter)
    assert.deepEqual(grantsOf({ ...draft, everywhere: new Set() }), [])
  })
})

describe('the selector of requirements', () => {
  it('keeps two values for one key, and keys that objects have anyway', () => {
    const equal = (key: string, values: string) => ({ key, operator: '=' as const, values })

    assert.deepEqual(selectorOf([equal('env', 'dev'), equal('env', 'prod')]), {
      matchLabels: { env: 'dev' },
      matchExpressions: [{ key: 'env', operator: 'In', values: ['prod'] }],
    })
    assert.equal(
      JSON.stringify(selectorOf([equal('__proto__', 'x')])),
      '{"matchLabels":{"__proto__":"x"}}',
    )
  })

  it('is none without requirements', () => assert.equal(selectorOf([]), undefined))
})
