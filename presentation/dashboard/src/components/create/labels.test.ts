import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { labelsNeeded, labelsOf } from './labels.ts'

describe('labels of a request', () => {
  for (const [text, wanted] of [
    [undefined, {}],
    [' \n', {}],
    ['env=dev\n tier = web ', { labels: { env: 'dev', tier: 'web' } }],
    ['env=dev, gpu', { labels: { env: 'dev', gpu: '' } }],
    ['note=a=b', { labels: { note: 'a=b' } }],
  ] as const)
    it(`are read from ${JSON.stringify(text)}`, () => assert.deepEqual(labelsOf(text), wanted))

  it('begin with those that the permission is bound to', () => {
    const scope = [{ matchLabels: { env: 'dev', team: 'a' } }]
    const rulings = [{ permission: 'cluster:create', allowed: true, scope }] as const

    assert.equal(labelsNeeded({ rulings }, 'cluster:create'), 'env=dev\nteam=a')
    assert.equal(labelsNeeded({ rulings }, 'network:create'), '')
  })
})
