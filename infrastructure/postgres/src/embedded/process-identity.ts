import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Names one life of one process: a pid alone is reused, pid + start time is not. */
export interface ProcessIdentity {
  readonly pid: number
  /** Opaque; `unknown` where the platform does not tell. */
  readonly startedAt: string
}

/** `Z` is a dead process its parent has not reaped; it still answers to signal 0. */
export type ProcessState = 'running' | 'zombie' | 'gone'

export function processState(pid: number): ProcessState {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'gone'
  }
  if (process.platform !== 'linux') return 'running'
  const state = statFields(pid)?.[0]
  return state === undefined ? 'gone' : state === 'Z' || state === 'X' ? 'zombie' : 'running'
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: startTime(pid) ?? 'unknown' }
}

/** Whether exactly this process (not another with its pid) still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  if (processState(identity.pid) !== 'running') return false
  const now = startTime(identity.pid)
  return now === undefined || identity.startedAt === 'unknown' || now === identity.startedAt
}

/** The command line, Linux only; undefined elsewhere or when the process is gone. */
export function commandLine(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return undefined
  }
}

/** Processes with `text` on their command line, Linux only; none elsewhere. */
export function processesNaming(text: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid)?.some((argument) => argument.includes(text)))
}

function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') {
    // Field 22 of /proc/<pid>/stat: clock ticks since boot; the boot id keeps two boots apart.
    const ticks = statFields(pid)?.[19]
    return ticks === undefined ? undefined : `${bootId()}/${ticks}`
  }
  if (process.platform === 'win32') return undefined
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

/** The fields of /proc/<pid>/stat from the state on; the command before it may hold spaces and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8)
  } catch {
    return 'boot'
  }
}
