import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionParts } from '../database/connection.ts'
import { locateBinaries } from './binaries.ts'
import { waitForLock } from './file-lock.ts'
import { initialise } from './initialise.ts'
import { layoutOf, type Layout } from './layout.ts'
import {
  postmasterState,
  readPostmaster,
  removeStalePidFile,
  type Postmaster,
} from './postmaster-file.ts'
import { serverArguments, serverEnvironment } from './server-settings.ts'
import { stopPostmaster, stopWithProcess } from './stop-postmaster.ts'
import { supervise } from './supervise.ts'
import { unprivilegedUser, type UserIds } from './unprivileged-user.ts'

export interface EmbeddedOptions {
  /** Server settings by name, over ours. */
  readonly settings?: Readonly<Record<string, string>>
  /**
   * Stop the server when this process ends or gets SIGINT / SIGTERM (default). A program that shuts down in an order of
   * its own passes false and calls `stop()` last.
   */
  readonly stopWithProcess?: boolean
  /** Start the server again when it dies, within a second and on the same port (default). */
  readonly restart?: boolean
}

export interface EmbeddedPostgres {
  /** To connect to the database `postgres`; a unix socket where there is one, else 127.0.0.1. */
  readonly connection: ConnectionParts
  /** Of the server process; changes when it was restarted. */
  readonly pid: number
  /** It ran already: left by a killed process, or started by another one. */
  readonly adopted: boolean
  /** Where the data lies; not below the base directory when PostgreSQL's user cannot reach that. */
  readonly dataDir: string
  /** Waits for a clean stop (about 20 ms). */
  stop(): Promise<void>
}

/** The port was taken between our look and PostgreSQL's bind; try another. */
const START_ATTEMPTS = 3
const START_TIMEOUT_MS = 60_000
/** How long a dead but unreaped postmaster is waited for. */
const ZOMBIE_TIMEOUT_MS = 10_000

/**
 * Starts PostgreSQL with its data in `<baseDir>/pg18`, creating the data directory first (0.6–0.8 s), or adopts the one
 * that is running there (about 50 ms). Any number of processes may call it at the same time.
 */
export async function startEmbedded(
  baseDir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const user = unprivilegedUser()
  const layout = layoutOf(baseDir, user)
  const start = () => adoptOrStart(layout, user, options.settings ?? {})
  const { postmaster, adopted } = await start()
  const { dataDir } = layout
  const release = (options.stopWithProcess ?? true) ? stopWithProcess(dataDir) : () => undefined
  const endSupervision = (options.restart ?? true) ? supervise(dataDir, start) : undefined
  return {
    connection: connectionOf(layout, postmaster),
    get pid() {
      return readPostmaster(dataDir)?.pid ?? postmaster.pid
    },
    adopted,
    dataDir,
    async stop() {
      release()
      await endSupervision?.()
      await stopPostmaster(dataDir)
    },
  }
}

async function adoptOrStart(
  layout: Layout,
  user: UserIds | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<{ postmaster: Postmaster; adopted: boolean }> {
  const lock = await waitForLock(layout.startLock)
  try {
    const running = await findRunning(layout.dataDir)
    if (running) return { postmaster: running, adopted: true }
    return { postmaster: await initialiseAndStart(layout, user, settings), adopted: false }
  } finally {
    lock.release()
  }
}

/** Stops whatever server runs on the directory, whoever started it; returns when it is gone. */
export async function stopEmbedded(baseDir: string): Promise<void> {
  const layout = layoutOf(baseDir, unprivilegedUser())
  const lock = await waitForLock(layout.startLock)
  try {
    await stopPostmaster(layout.dataDir)
  } finally {
    lock.release()
  }
}

/** A ready server to adopt; undefined when none runs. Waits for one that starts, stops or is a zombie. */
async function findRunning(dataDir: string): Promise<Postmaster | undefined> {
  const begin = Date.now()
  for (;;) {
    const postmaster = readPostmaster(dataDir)
    if (!postmaster) return undefined
    const state = postmasterState(postmaster, dataDir)
    if (state === 'gone') return undefined
    if (state === 'running' && postmaster.status === 'ready') return postmaster
    if (state !== 'running' && removeStalePidFile(dataDir, postmaster)) return undefined
    const timeoutMs = state === 'running' ? START_TIMEOUT_MS : ZOMBIE_TIMEOUT_MS
    if (Date.now() - begin > timeoutMs) throw new Error(stuck(postmaster, state, dataDir))
    await sleep(20)
  }
}

function stuck(postmaster: Postmaster, state: string, dataDir: string): string {
  return state === 'running'
    ? `PostgreSQL (process ${postmaster.pid}) in ${dataDir} stays in state «${postmaster.status}»`
    : `Process ${postmaster.pid} of ${dataDir}/postmaster.pid is dead but not reaped. In a container run an init process (docker run --init).`
}

async function initialiseAndStart(
  layout: Layout,
  user: UserIds | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  const binaries = locateBinaries(user)
  await initialise(layout, binaries.initdb, user)
  for (let attempt = 1; ; attempt += 1) {
    // The same port as last time, so that a restart keeps everybody's connection settings valid.
    const port =
      (attempt === 1 ? await lastPort(layout.portFile) : undefined) ?? (await freePort(0))
    const args = serverArguments(layout.dataDir, port, layout.socketDir, settings)
    const offset = rotateLog(layout.logFile)
    const log = openSync(layout.logFile, 'a', 0o600)
    // Detached: Ctrl-C in a terminal reaches us, and we stop it in order.
    const child = spawn(binaries.postgres, args, {
      ...user,
      cwd: layout.dataDir,
      env: serverEnvironment(),
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    const postmaster = await untilReady(child, layout.dataDir)
    if (postmaster) {
      child.unref()
      writeFileSync(layout.portFile, String(port))
      return postmaster
    }
    const said = readFileSync(layout.logFile).subarray(offset).toString().trim()
    if (attempt === START_ATTEMPTS || !said.includes('could not bind')) {
      throw new Error(`PostgreSQL did not start: ${said || `exit code ${child.exitCode}`}`)
    }
  }
}

/** The ready postmaster; undefined when the process ended first. */
async function untilReady(child: ChildProcess, dataDir: string): Promise<Postmaster | undefined> {
  let failure: Error | undefined
  child.on('error', (error) => (failure = error))
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const postmaster = readPostmaster(dataDir)
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return postmaster
    if (failure) throw failure
    if (child.exitCode !== null || child.signalCode !== null) return undefined
    await sleep(10)
  }
  child.kill('SIGINT')
  throw new Error(`PostgreSQL was not ready after ${START_TIMEOUT_MS / 1000} s`)
}

function connectionOf(layout: Layout, { port, socketDir }: Postmaster): ConnectionParts {
  return {
    host: socketDir === '' ? '127.0.0.1' : socketDir,
    port,
    user: 'skyclust',
    password: readFileSync(layout.passwordFile, 'utf8'),
    database: 'postgres',
  }
}

async function lastPort(file: string): Promise<number | undefined> {
  try {
    return await freePort(Number(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** Resolves to the port if it can be bound on loopback; 0 asks the system for one. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

const MAX_LOG_BYTES = 10 * 1024 * 1024

/** Keeps one old log; returns the size of the current one. */
function rotateLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size < MAX_LOG_BYTES) return size
  renameSync(file, `${file}.1`)
  return 0
}
