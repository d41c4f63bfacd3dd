import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Layout } from './layout.ts'
import { processesNaming, processState } from './process-identity.ts'
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
  await removeLeftovers(layout.base)
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

/** Ends an initdb whose parent was killed (it goes on by itself), and removes what it made. */
async function removeLeftovers(base: string): Promise<void> {
  const left = readdirSync(base).filter((name) => name.startsWith('.init-'))
  for (const path of left.map((name) => join(base, name))) {
    await endProcessesOf(path)
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // It is in nobody's way; the next start tries again.
    }
  }
}

/** initdb and the servers it starts name the directory on their command lines. */
async function endProcessesOf(dir: string): Promise<void> {
  const pids = processesNaming(dir)
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
  for (let i = 0; i < 100 && pids.some((pid) => processState(pid) === 'running'); i += 1) {
    await sleep(20)
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
