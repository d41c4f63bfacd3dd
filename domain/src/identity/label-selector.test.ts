import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { LabelSelector, type LabelSet, selectorMatches, selectorText } from './label-selector.ts'
import { anyLabels, anySelector } from './testing/any-grants.ts'

const env = (operator: 'In' | 'NotIn', ...values: string[]): LabelSelector => ({
  matchExpressions: [{ key: 'env', operator, values }],
})
const has = (operator: 'Exists' | 'DoesNotExist', key = 'env'): LabelSelector => ({
  matchExpressions: [{ key, operator }],
})

describe('selectorMatches', () => {
  const cases: readonly [string, LabelSelector, LabelSet, boolean][] = [
    ['an equal value', { matchLabels: { env: 'dev' } }, { env: 'dev', tier: 'web' }, true],
    ['another value', { matchLabels: { env: 'dev' } }, { env: 'prod' }, false],
    ['no label', { matchLabels: { env: 'dev' } }, {}, false],
    ['one of two equal', { matchLabels: { env: 'dev', tier: 'db' } }, { env: 'dev' }, false],
    ['an empty value is a value', { matchLabels: { env: '' } }, { env: '' }, true],
    ['an empty value is not a missing label', { matchLabels: { env: '' } }, {}, false],
    ['In', env('In', 'dev', 'test'), { env: 'test' }, true],
    ['In, another value', env('In', 'dev', 'test'), { env: 'prod' }, false],
    ['In, no label', env('In', 'dev'), {}, false],
    ['NotIn', env('NotIn', 'prod'), { env: 'dev' }, true],
    ['NotIn, that value', env('NotIn', 'prod'), { env: 'prod' }, false],
    ['NotIn holds where the label is missing, as in Kubernetes', env('NotIn', 'prod'), {}, true],
    ['Exists', has('Exists'), { env: '' }, true],
    ['Exists, no label', has('Exists'), { tier: 'web' }, false],
    ['DoesNotExist', has('DoesNotExist'), { tier: 'web' }, true],
    ['DoesNotExist, that label', has('DoesNotExist'), { env: '' }, false],
    ['what objects inherit is no label', has('Exists', 'constructor'), {}, false],
    ['nor is their prototype', has('Exists', '__proto__'), {}, false],
    ['a label may be called so', has('Exists', 'constructor'), { constructor: 'x' }, true],
  ]
  for (const [what, selector, labels, wanted] of cases)
    it(what, () => assert.equal(selectorMatches(selector, labels), wanted))

  it('NotIn is the contrary of In, DoesNotExist that of Exists', () => {
    const key = fc.constantFrom('env', 'tier', 'constructor')
    const values = fc.uniqueArray(fc.constantFrom('', 'dev', 'prod'), { minLength: 1 })
    fc.assert(
      fc.property(key, values, anyLabels, (name, some, labels) => {
        const of = (operator: 'In' | 'NotIn') =>
          selectorMatches({ matchExpressions: [{ key: name, operator, values: some }] }, labels)
        assert.equal(of('In'), !of('NotIn'))
        assert.equal(
          selectorMatches(has('Exists', name), labels),
          !selectorMatches(has('DoesNotExist', name), labels),
        )
      }),
    )
  })

  it('all requirements must hold: together they match where each does', () => {
    fc.assert(
      fc.property(anySelector, anyLabels, (selector, labels) => {
        const alone: LabelSelector[] = [
          ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
            matchLabels: { [key]: value },
          })),
          ...(selector.matchExpressions ?? []).map((one) => ({ matchExpressions: [one] })),
        ]
        assert.equal(
          selectorMatches(selector, labels),
          alone.every((one) => selectorMatches(one, labels)),
        )
      }),
    )
  })

  it('labels that no requirement names do not count', () => {
    fc.assert(
      fc.property(anySelector, anyLabels, (selector, labels) =>
        assert.equal(
          selectorMatches(selector, { ...labels, 'never-named': 'x' }),
          selectorMatches(selector, labels),
        ),
      ),
    )
  })
})

describe('LabelSelector', () => {
  it('takes every selector that says something', () => {
    fc.assert(
      fc.property(anySelector, (selector) =>
        assert.deepEqual(LabelSelector.parse(selector), selector),
      ),
    )
  })

  it('refuses one that says nothing: it would match everything', () => {
    for (const selector of [{}, { matchLabels: {} }, { matchExpressions: [] }])
      assert.equal(LabelSelector.safeParse(selector).success, false)
  })

  it('refuses what Kubernetes has not', () => {
    for (const requirement of [
      { key: 'env', operator: 'Gt', values: ['1'] },
      { key: 'env', operator: 'In', values: [] },
      { key: 'env', operator: 'Exists', values: ['dev'] },
      { key: '', operator: 'Exists' },
    ])
      assert.equal(LabelSelector.safeParse({ matchExpressions: [requirement] }).success, false)
    assert.equal(LabelSelector.safeParse({ matchLabels: { env: 'a' }, other: 1 }).success, false)
  })
})

describe('selectorText', () => {
  it('reads as kubectl takes it', () => {
    const text = selectorText({
      matchLabels: { env: 'dev' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['db', 'web'] },
        { key: 'zone', operator: 'NotIn', values: ['x'] },
        { key: 'team', operator: 'Exists' },
        { key: 'legacy', operator: 'DoesNotExist' },
      ],
    })

    assert.equal(text, 'env=dev,tier in (db,web),zone notin (x),team,!legacy')
  })
})
