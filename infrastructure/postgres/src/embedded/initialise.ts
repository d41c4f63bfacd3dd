import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Layout } from './layout.ts'
import { serverEnvironment } from './server-settings.ts'
import type { UserIds } from './unprivileged-user.ts'

/**
 * Creates the data directory if it is not there. initdb works in `.init-<uuid>` and only a finished directory gets the
 * final name: initdb killed half-way leaves a PG_VERSION behind, and such a directory even starts.
 * Call with the start lock held.
 */
export async function initialise(
  layout: Layout,
  initdb: string,
  user: UserIds | undefined,
): Promise<void> {
  removeLeftovers(layout.base)
  const password = ensurePassword(layout.passwordFile)
  if (existsSync(layout.dataDir)) return
  const dir = join(layout.base, `.init-${randomUUID()}`)
  const passwordFile = `${dir}.password`
  mkdirSync(dir, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) {
    chownSync(dir, user.uid, user.gid)
    chownSync(passwordFile, user.uid, user.gid)
  }
  try {
    await runInitdb(initdb, dir, passwordFile, user)
    renameSync(dir, layout.dataDir)
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** An initdb whose parent was killed may still write; what cannot be removed now goes at the next start. */
function removeLeftovers(base: string): void {
  for (const name of readdirSync(base).filter((n) => n.startsWith('.init-'))) {
    try {
      rmSync(join(base, name), { recursive: true, force: true, maxRetries: 3 })
    } catch {
      continue
    }
  }
}

function ensurePassword(file: string): string {
  if (existsSync(file)) {
    const password = readFileSync(file, 'utf8')
    if (password !== '') return password
  }
  const password = randomBytes(24).toString('base64url')
  const part = `${file}.${randomUUID()}`
  writeFileSync(part, password, { mode: 0o600, flush: true })
  renameSync(part, file)
  return password
}

function runInitdb(
  initdb: string,
  dir: string,
  passwordFile: string,
  user: UserIds | undefined,
): Promise<void> {
  const args = ['-D', dir, '-U', 'skyclust', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin')
  args.push('--builtin-locale=C.UTF-8', '--no-instructions')
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, {
      ...user,
      cwd: dir,
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`initdb ended with ${code ?? signal}: ${errors.trim()}`))
    })
  })
}
