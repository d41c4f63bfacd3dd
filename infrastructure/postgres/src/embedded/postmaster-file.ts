import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine, processState } from './process-identity.ts'

/** What a running PostgreSQL says about itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Empty when it listens on no socket. */
  readonly socketDir: string
  readonly status: 'starting' | 'ready' | 'stopping' | 'unknown'
  /** System V segment that marks the data directory as in use. */
  readonly sharedMemoryId: string | undefined
}

export function readPostmaster(dataDir: string): Postmaster | undefined {
  let lines: string[]
  try {
    lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const status = (lines[7] ?? '').trim()
  return {
    pid,
    port: Number(lines[3] ?? 0),
    socketDir: (lines[4] ?? '').trim(),
    status:
      status === 'ready' || status === 'starting' || status === 'stopping' ? status : 'unknown',
    sharedMemoryId: lines[6]?.trim().split(/\s+/)[1],
  }
}

/** Whether the pid of the file is this directory's postmaster, or merely reused, dead, or dead and not reaped. */
export function postmasterState(
  postmaster: Postmaster,
  dataDir: string,
): 'running' | 'zombie' | 'gone' | 'other-process' {
  const state = processState(postmaster.pid)
  if (state !== 'running') return state
  const command = commandLine(postmaster.pid)
  return command === undefined || command.includes(dataDir) ? 'running' : 'other-process'
}

/**
 * Removes a `postmaster.pid` whose pid is a zombie or another process: PostgreSQL itself only asks whether the pid
 * exists, and would refuse to start. Refused (false) while a backend is still attached to the old shared memory.
 */
export function removeStalePidFile(dataDir: string, postmaster: Postmaster): boolean {
  if (process.platform !== 'linux' || attached(postmaster.sharedMemoryId)) return false
  rmSync(join(dataDir, 'postmaster.pid'), { force: true })
  return true
}

/** Columns of /proc/sysvipc/shm: key shmid perms size cpid lpid nattch … */
function attached(sharedMemoryId: string | undefined): boolean {
  if (sharedMemoryId === undefined) return false
  try {
    return readFileSync('/proc/sysvipc/shm', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .some((columns) => columns[1] === sharedMemoryId && Number(columns[6]) > 0)
  } catch {
    return true
  }
}
