import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { randomUUID } from 'node:crypto'

/** Text of a file that only its owner may read; made from `create()` when it is not there, whole or not at all. */
export function readOrCreateKeyFile(path: string, create: () => string): string {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const draft = `${path}.${randomUUID()}`
    writeFileSync(draft, create(), { mode: 0o600, flush: true })
    try {
      // link() refuses to replace: of two processes that start at once, both end up with the first one's key.
      linkSync(draft, path)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    } finally {
      rmSync(draft, { force: true })
    }
  }
  chmodSync(path, 0o600)
  return readFileSync(path, 'utf8')
}
