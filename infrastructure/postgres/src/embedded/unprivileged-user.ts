import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export interface UserIds {
  readonly uid: number
  readonly gid: number
}

/**
 * Who PostgreSQL runs as: undefined = as ourselves. It refuses to run as root, so root hands it to `postgres`, else to
 * `nobody`; a uid without an entry in the user database does not work (it looks its own name up).
 */
export function unprivilegedUser(passwdFile = '/etc/passwd'): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined
  const entries = readFileSync(passwdFile, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const entry = entries.find((fields) => fields[0] === name)
    if (entry?.[2] && entry[3]) return { uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system has neither a user «postgres» nor «nobody». Start as another user, or set DATABASE_URL.',
  )
}

/** Whether the user may walk to `path` and enter it, by the permission bits of it and everything above. */
export function canReach(user: UserIds, path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode
    if ((bits & 1) === 0) return false
    if (at === dirname(at)) return true
  }
}
