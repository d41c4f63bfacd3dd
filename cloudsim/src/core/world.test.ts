import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openWorld } from './world.ts'

const file = () => join(mkdtempSync(join(tmpdir(), 'cloudsim-world-')), 'world.jsonl')

describe('the world', () => {
  it('is on disk at once, and survives a last line that was cut', () => {
    const path = file()
    const first = openWorld(path)
    first.table<{ v: number }>('t').put('a', { v: 1 })
    first.table('t').put('b', { v: 2 })
    first.table('t').delete('b')
    appendFileSync(path, '["t","c",{"v"')
    const second = openWorld(path)

    assert.deepEqual(second.table('t').entries(), [['a', { v: 1 }]])
    first.close()
    second.close()
  })

  it('writes a batch in one piece, also when it throws', () => {
    const path = file()
    const world = openWorld(path)
    const table = world.table<{ v: number }>('t')
    const during = world.batch(() => {
      table.put('a', { v: 1 })
      world.batch(() => table.put('b', { v: 2 }))
      return readFileSync(path, 'utf8')
    })
    assert.throws(() =>
      world.batch(() => {
        table.put('c', { v: 3 })
        throw new Error('after a change')
      }),
    )
    world.close()
    const again = openWorld(path)

    assert.equal(during, '')
    assert.deepEqual(
      again
        .table('t')
        .entries()
        .map(([key]) => key),
      ['a', 'b', 'c'],
    )
    again.close()
  })

  it('never repeats a number, not even after it was cleared', () => {
    const path = file()
    const first = openWorld(path)
    const number = first.nextNumber()
    first.clear()
    first.close()
    const second = openWorld(path)

    assert.equal(second.nextNumber(), number + 1)
    assert.deepEqual(second.tableNames(), ['core.counter'])
    second.close()
  })
})
