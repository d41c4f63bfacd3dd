import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Selector, selectorText, selects } from './selector.ts'

const CASES: readonly [Selector, string, Readonly<Record<string, string>>, boolean][] = [
  [{ matchLabels: { env: 'dev' } }, 'env=dev', { env: 'dev', tier: 'web' }, true],
  [{ matchLabels: { env: 'dev' } }, 'env=dev', { env: 'prod' }, false],
  [{ matchLabels: { env: 'dev', tier: 'web' } }, 'env=dev,tier=web', { env: 'dev' }, false],
  [only({ key: 'env', operator: 'In', values: ['a', 'b'] }), 'env in (a,b)', { env: 'b' }, true],
  [only({ key: 'env', operator: 'In', values: ['a'] }), 'env in (a)', {}, false],
  [only({ key: 'env', operator: 'NotIn', values: ['a'] }), 'env notin (a)', { env: 'a' }, false],
  [only({ key: 'env', operator: 'NotIn', values: ['a'] }), 'env notin (a)', {}, true],
  [only({ key: 'env', operator: 'Exists' }), 'env', { env: '' }, true],
  [only({ key: 'env', operator: 'DoesNotExist' }), '!env', {}, true],
  [only({ key: 'constructor', operator: 'DoesNotExist' }), '!constructor', {}, true],
]

function only(requirement: NonNullable<Selector['matchExpressions']>[number]): Selector {
  return { matchExpressions: [requirement] }
}

describe('a label selector', () => {
  for (const [selector, text, labels, wanted] of CASES)
    it(`${text} ${wanted ? 'selects' : 'leaves out'} ${JSON.stringify(labels)}`, () => {
      assert.equal(selectorText(selector), text)
      assert.equal(selects(selector, labels), wanted)
    })
})
