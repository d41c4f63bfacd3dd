import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  identify,
  isRunning,
  signalPostmaster,
  startEmbedded,
  stopEmbedded,
  tryLock,
  withClient,
  type DatabaseConnection,
  type EmbeddedPostgres,
  type ProcessIdentity,
} from '@skyclust/postgres'

const BASE = fileURLToPath(new URL('../../.cache/test-postgres', import.meta.url))
const USERS = join(BASE, 'users')

/** Durability is for data somebody wants back. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
}

const STOP_TIMEOUT_MS = 3_000

/** It belongs to the whole test run, not to the process that happened to start it. */
const OPTIONS = { settings: SETTINGS, stopWithProcess: false, restart: false }

let dataDir: string | undefined
let started: Promise<EmbeddedPostgres> | undefined

/**
 * The server all test processes share: that of SKYCLUST_TEST_DATABASE_URL, or an embedded one. The first process starts
 * it, the others adopt it, and the last one to end stops it.
 */
export async function testServer(): Promise<DatabaseConnection> {
  const url = process.env['SKYCLUST_TEST_DATABASE_URL']
  if (url !== undefined && url !== '') return { connectionString: url }
  if (!started) {
    register()
    started = startEmbedded(BASE, OPTIONS)
  }
  const server = await started
  dataDir = server.dataDir
  return server.connection
}

/** Starts the shared server for a whole test run; hand the URL to the tests in SKYCLUST_TEST_DATABASE_URL. */
export async function startTestServer(): Promise<{ readonly url: string }> {
  const server = await startEmbedded(BASE, OPTIONS)
  await dropLeftovers(server.connection)
  const { user, password, host, port, database } = server.connection
  const query = host.startsWith('/') ? `?host=${encodeURIComponent(host)}` : ''
  const authority = host.startsWith('/') ? 'localhost' : host
  return { url: `postgres://${user}:${password}@${authority}:${port}/${database}${query}` }
}

/** Stops the shared server whoever started it; for the end of a test run. */
export async function stopTestServer(): Promise<void> {
  await stopEmbedded(BASE)
  rmSync(USERS, { recursive: true, force: true })
}

/** Databases of test processes that were killed; one that is in use stays. */
async function dropLeftovers(connection: DatabaseConnection): Promise<void> {
  await withClient(connection, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      String.raw`select datname as name from pg_database where datname like 'test\_%'`,
    )
    for (const { name } of rows) {
      await client.query(`drop database if exists ${name}`).catch(() => undefined)
    }
  })
}

function register(): void {
  mkdirSync(USERS, { recursive: true })
  const mine = join(USERS, String(process.pid))
  writeFileSync(mine, JSON.stringify(identify(process.pid)))
  process.on('exit', () => {
    rmSync(mine, { force: true })
    if (dataDir !== undefined) stopIfUnused(dataDir)
  })
}

/** With the start lock held nobody adopts a server that is about to stop. Synchronous: the process is exiting. */
function stopIfUnused(dir: string): void {
  const { lock } = tryLock(join(dirname(dir), 'start.lock'))
  if (!lock) return
  try {
    if (readdirSync(USERS).some(isUser)) return
    signalPostmaster(dir, 'SIGINT')
    const pause = new Int32Array(new SharedArrayBuffer(4))
    for (let waited = 0; waited < STOP_TIMEOUT_MS; waited += 5) {
      if (!existsSync(join(dir, 'postmaster.pid'))) return
      Atomics.wait(pause, 0, 0, 5)
    }
  } finally {
    lock.release()
  }
}

/** Whether the test process that registered under this name still runs; one that was killed leaves its file. */
function isUser(name: string): boolean {
  const file = join(USERS, name)
  try {
    if (isRunning(JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity)) return true
    rmSync(file, { force: true })
  } catch {
    // Being written or already gone: counted as a user by its lock on the start, if at all.
  }
  return false
}
