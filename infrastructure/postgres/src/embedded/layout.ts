import { createHash } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { canReach, type UserIds } from './unprivileged-user.ts'

/** Data of another major version needs a migration, so each has a directory of its own and none is overwritten. */
export const POSTGRES_MAJOR = 18

/** Bytes of a socket address (104 on macOS, 108 on Linux) less `/.s.PGSQL.65535` and the final zero. */
const MAX_SOCKET_DIR = 104 - 16

/** Where everything of one embedded server lies. */
export interface Layout {
  readonly base: string
  readonly dataDir: string
  /** Directory of the unix socket; undefined where there is none (Windows). */
  readonly socketDir: string | undefined
  readonly passwordFile: string
  readonly portFile: string
  readonly logFile: string
  readonly startLock: string
}

/**
 * Makes the base directory. When PostgreSQL's user cannot reach it (root's home is private) everything is kept under
 * `sharedState` instead, in a directory named by the base's path, so that the next start finds it again.
 */
export function layoutOf(
  baseDir: string,
  user: UserIds | undefined,
  sharedState = '/var/lib/skyclust',
): Layout {
  const wanted = resolve(baseDir)
  mkdirSync(wanted, { recursive: true, mode: 0o755 })
  const base = user && !canReach(user, wanted) ? join(sharedState, shortHash(wanted)) : wanted
  mkdirSync(base, { recursive: true, mode: 0o755 })
  if (user && !canReach(user, base)) {
    throw new Error(`The user PostgreSQL runs as (uid ${user.uid}) cannot reach ${base}`)
  }
  const dataDir = join(base, `pg${POSTGRES_MAJOR}`)
  assertOwner(dataDir, user)
  return {
    base,
    dataDir,
    socketDir: socketDirOf(dataDir, user),
    passwordFile: join(base, 'pg.password'),
    portFile: join(base, 'pg.port'),
    logFile: join(base, 'postgres.log'),
    startLock: join(base, 'start.lock'),
  }
}

/** PostgreSQL refuses a directory of another user with words that do not say what to do. */
function assertOwner(dataDir: string, user: UserIds | undefined): void {
  const expected = user?.uid ?? process.getuid?.()
  if (expected === undefined || !existsSync(dataDir)) return
  const { uid } = statSync(dataDir)
  if (uid !== expected) {
    throw new Error(
      `${dataDir} belongs to uid ${uid}, but PostgreSQL would run as uid ${expected}. Start as the user that created it, or change its owner.`,
    )
  }
}

/** The data directory itself (mode 0700: nobody else connects), or a short one when its path is too long for a socket. */
function socketDirOf(dataDir: string, user: UserIds | undefined): string | undefined {
  if (process.platform === 'win32') return undefined
  if (Buffer.byteLength(dataDir) <= MAX_SOCKET_DIR) return dataDir
  const dir = join(tmpdir(), `skyclust-${shortHash(dataDir)}`)
  if (Buffer.byteLength(dir) > MAX_SOCKET_DIR) return undefined
  if (!existsSync(dir)) {
    mkdirSync(dir, { mode: 0o700 })
    if (user) chownSync(dir, user.uid, user.gid)
  }
  const expected = user?.uid ?? process.getuid?.()
  const { uid, mode } = statSync(dir)
  return uid === expected && (mode & 0o077) === 0 ? dir : undefined
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
