import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Layout } from './layout.ts'
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts'
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
    rmSync(processFile(dir), { force: true })
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Names the running initdb, which goes on writing when our process is killed. */
const processFile = (dir: string) => `${dir}.process`

/** Ends an initdb whose parent was killed, and removes what it made. */
async function removeLeftovers(base: string): Promise<void> {
  const left = readdirSync(base).filter((name) => name.startsWith('.init-'))
  for (const name of left.filter((n) => n.endsWith('.process'))) {
    await endProcessGroup(readIdentity(join(base, name)))
  }
  for (const name of left) rmSync(join(base, name), { recursive: true, force: true, maxRetries: 3 })
}

async function endProcessGroup(leader: ProcessIdentity | undefined): Promise<void> {
  if (!leader || !isRunning(leader)) return
  process.kill(process.platform === 'win32' ? leader.pid : -leader.pid, 'SIGKILL')
  for (let i = 0; i < 100 && isRunning(leader); i += 1) await sleep(20)
}

function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>
    return pid === undefined || startedAt === undefined ? undefined : { pid, startedAt }
  } catch {
    return undefined
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
      // A process group of its own, so that it can be ended with the servers it starts.
      detached: true,
    })
    if (child.pid !== undefined) {
      writeFileSync(processFile(dir), JSON.stringify(identify(child.pid)))
    }
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`initdb ended with ${code ?? signal}: ${errors.trim()}`))
    })
  })
}
