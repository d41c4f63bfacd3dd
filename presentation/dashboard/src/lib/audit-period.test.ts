import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { spanOf, withQuietDays } from './audit-period.ts'

const NOW = Date.parse('2026-11-23T12:00:00Z')

describe('period of an audit log', () => {
  it('reaches from so long ago until now', () => {
    assert.deepEqual(spanOf('24h', NOW), { from: '2026-11-22T12:00:00.000Z' })
    assert.deepEqual(spanOf('7d', NOW), { from: '2026-11-16T12:00:00.000Z' })
  })

  it('is a span of local time with either side open', () => {
    const iso = (local: string) => new Date(local).toISOString()
    assert.deepEqual(spanOf('2026-11-01T00:00~2026-11-02T09:30', NOW), {
      from: iso('2026-11-01T00:00'),
      to: iso('2026-11-02T09:30'),
    })
    assert.deepEqual(spanOf('~2026-11-02T09:30', NOW), { to: iso('2026-11-02T09:30') })
    assert.deepEqual(spanOf('2026-11-01T00:00~', NOW), { from: iso('2026-11-01T00:00') })
  })

  it('is everything for all else', () => {
    for (const text of ['', '~', 'yesterday', '2026-13-99T00:00~', '1960-01-01T00:00~'])
      assert.deepEqual(spanOf(text, NOW), {}, text)
  })
})

describe('days of an audit log', () => {
  it('show also when nothing happened', () => {
    const days = [
      { day: '2026-02-27', count: 3 },
      { day: '2026-03-02', count: 1 },
    ]
    assert.deepEqual(withQuietDays(days), [
      { day: '2026-02-27', count: 3 },
      { day: '2026-02-28', count: 0 },
      { day: '2026-03-01', count: 0 },
      { day: '2026-03-02', count: 1 },
    ])
  })

  it('are none for none, and the newest when there are very many', () => {
    const long = withQuietDays([
      { day: '2020-01-01', count: 1 },
      { day: '2026-11-23', count: 2 },
    ])
    assert.deepEqual(withQuietDays([]), [])
    assert.equal(long.length, 92)
    assert.deepEqual(long.at(-1), { day: '2026-11-23', count: 2 })
  })
})
