import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { tryLock, type FileLock } from './file-lock.ts'

/** Another living process uses the data directory. */
export class DataDirLocked extends Error {
  readonly pid: number

  constructor(dir: string, pid: number) {
    super(
      `The data directory ${dir} is in use by process ${pid}. Stop that process, or choose another directory with SKYCLUST_DATA_DIR.`,
    )
    this.name = 'DataDirLocked'
    this.pid = pid
  }
}

/** Makes this process the only server on the data directory, or throws DataDirLocked; a lock left by kill -9 is taken over. */
export function lockDataDir(dir: string): FileLock {
  mkdirSync(dir, { recursive: true, mode: 0o755 })
  const attempt = tryLock(join(dir, 'server.lock'))
  if (!attempt.lock) throw new DataDirLocked(dir, attempt.holder.pid)
  const { lock } = attempt
  const release = () => lock.release()
  process.once('exit', release)
  return {
    release() {
      process.off('exit', release)
      release()
    },
  }
}
