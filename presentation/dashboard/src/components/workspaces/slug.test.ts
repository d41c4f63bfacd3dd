import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freeSlug, slugOf } from './slug.ts'

describe('the URL name of a workspace', () => {
  for (const [name, wanted] of [
    ['Platform Team', 'platform-team'],
    ['  Crème  brûlée! ', 'creme-brulee'],
    ['2026 Rollout', 'rollout'],
    ['플랫폼 팀', ''],
    ['플랫폼 dev 팀', 'dev'],
    [`a ${'b'.repeat(60)}`, `a-${'b'.repeat(38)}`],
    [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
  ] as const)
    it(`of «${name}» is «${wanted}»`, () => assert.equal(slugOf(name), wanted))

  it('is one that is free, and never «new»', () => {
    assert.equal(freeSlug('Team', new Set(['team', 'team-2'])), 'team-3')
    assert.equal(freeSlug('New', new Set()), 'new-2')
    assert.equal(freeSlug('플랫폼', new Set()), 'workspace')
    assert.equal(freeSlug('a'.repeat(40), new Set(['a'.repeat(40)])), `${'a'.repeat(38)}-2`)
  })
})
