import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { identify } from './process-identity.ts'
import { tryLock } from './file-lock.ts'
import { DataDirLocked, lockDataDir } from './lock-data-dir.ts'

const HOLDER = fileURLToPath(new URL('../testing/lock-holder.ts', import.meta.url))

/** Not with our own flags: the test runner's would make a test file of it. */
const holder = (path: string) => fork(HOLDER, [path], { execArgv: [] })

/** What a process that tries to lock says: its pid when it got the lock, else who holds it. */
const message = (child: ChildProcess) =>
  new Promise<{ got: boolean; pid: number }>((resolve) =>
    child.once('message', (m) => resolve(m as { got: boolean; pid: number })),
  )
const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve))

describe('lock of a data directory', () => {
  let dir: string
  before(() => (dir = mkdtempSync(join(tmpdir(), 'skyclust-lock-'))))
  after(() => rmSync(dir, { recursive: true }))

  it('refuses a second holder, naming the first, until it is released', () => {
    const path = join(dir, 'a')
    const first = lockDataDir(path)

    assert.throws(
      () => lockDataDir(path),
      (error) => {
        assert.ok(error instanceof DataDirLocked)
        assert.equal(error.pid, process.pid)
        assert.match(error.message, new RegExp(`process ${process.pid}`))
        return true
      },
    )
    first.release()
    lockDataDir(path).release()
    assert.deepEqual(readdirSync(path), [])
  })

  it('is taken over from a process that was killed, not from one that is stopped', async () => {
    const path = join(dir, 'b')
    const child = holder(path)
    assert.equal((await message(child)).got, true)
    child.kill('SIGSTOP')
    assert.throws(() => lockDataDir(path), DataDirLocked)

    const gone = ended(child)
    child.kill('SIGKILL')
    await gone

    lockDataDir(path).release()
  })

  it('is taken over when the pid belongs to another process by now, or the file is damaged', () => {
    const path = join(dir, 'c')
    writeFileSync(path, JSON.stringify({ ...identify(process.pid), startedAt: 'before' }))
    const attempt = tryLock(path)
    assert.ok(attempt.lock)
    attempt.lock.release()
    writeFileSync(path, '{')
    const again = tryLock(path)
    assert.ok(again.lock)
    again.lock.release()
  })

  it('is got by exactly one of many that find it stale', async () => {
    const path = join(dir, 'd')
    const dead = holder(path)
    await message(dead)
    const gone = ended(dead)
    dead.kill('SIGKILL')
    await gone

    const children = Array.from({ length: 6 }, () => holder(path))
    const answers = await Promise.all(children.map(message))

    const winners = answers.filter((a) => a.got)
    assert.equal(winners.length, 1)
    const exits = children.map(ended)
    for (const child of children) child.kill()
    await Promise.all(exits)
  })
})
