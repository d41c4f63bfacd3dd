import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts'

export interface FileLock {
  release(): void
}

export type LockAttempt =
  | { readonly lock: FileLock }
  | { readonly lock: undefined; readonly holder: ProcessIdentity }

/** Breaking a stale lock takes a lock on the breaking, which may be stale as well; deeper than this is no accident. */
const MAX_DEPTH = 4

/**
 * Takes the lock file, or tells who holds it. A holder that died (kill -9) is recognised by pid + start time and replaced;
 * the lock is made with link(2), so that it never exists without its content.
 */
export function tryLock(path: string, depth = 0): LockAttempt {
  const mine = `${path}.${process.pid}-${randomUUID().slice(0, 8)}`
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o644 })
  try {
    for (;;) {
      if (createdByLink(mine, path)) return { lock: held(path) }
      const holder = readHolder(path)
      if (holder === 'released') continue
      if (holder !== 'unreadable' && isRunning(holder)) return { lock: undefined, holder }
      if (depth >= MAX_DEPTH) throw new Error(`The lock ${path} is stale; remove it by hand`)
      const breaking = tryLock(`${path}.break`, depth + 1)
      if (!breaking.lock) return { lock: undefined, holder: breaking.holder }
      try {
        const again = readHolder(path)
        // Only the holder of the break lock may replace a stale lock, and a dead holder cannot change it.
        if (again === 'released' || (again !== 'unreadable' && isRunning(again))) continue
        renameSync(mine, path)
        return { lock: held(path) }
      } finally {
        breaking.lock.release()
      }
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Waits until the lock is free, at most `timeoutMs`. */
export async function waitForLock(path: string, timeoutMs = 90_000): Promise<FileLock> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const attempt = tryLock(path)
    if (attempt.lock) return attempt.lock
    if (Date.now() > deadline) {
      throw new Error(`Process ${attempt.holder.pid} has held ${path} for ${timeoutMs / 1000} s`)
    }
    await sleep(25)
  }
}

function held(path: string): FileLock {
  let released = false
  return {
    release() {
      if (!released) rmSync(path, { force: true })
      released = true
    },
  }
}

function createdByLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== undefined && NO_HARD_LINKS.has(code)) return createdExclusively(from, to)
    throw error
  }
}

/** File systems of some container volumes and memory cards. */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/** For an instant the lock has no content and looks stale; better than no lock. */
function createdExclusively(from: string, to: string): boolean {
  try {
    writeFileSync(to, readFileSync(from), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path: string): ProcessIdentity | 'released' | 'unreadable' {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const { pid, startedAt } = value as Partial<ProcessIdentity>
    return typeof pid === 'number' && typeof startedAt === 'string'
      ? { pid, startedAt }
      : 'unreadable'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'released' : 'unreadable'
  }
}
