import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunningCloudsim } from '@skyclust/cloudsim'
import { type DatabaseConnection, openDatabase, type PostgresDatabase } from '@skyclust/postgres'
import { readConfig, startServer } from '@skyclust/server'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { Api } from '../demo/api.ts'
import { type Door, openDoor } from './kill-point.ts'
import { setUp } from './life.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** One installation: its database, a web process that stays (this one), and a worker process that may be killed. */
export interface Lane extends AsyncDisposable {
  readonly api: Api
  readonly database: TestDatabase
  readonly stores: PostgresDatabase['stores']
  readonly door: Door
  worker(): ServerProcess
  /** Another worker beside the others; it becomes `worker()`. */
  startWorker(): ServerProcess
}

/** Opens an installation whose clouds are the given simulator; every setting is one that operators have. */
export async function openLane(clouds: RunningCloudsim): Promise<Lane> {
  await using opened = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'skyclust-crash-'))
  opened.defer(() => rmSync(dir, { recursive: true, force: true }))
  const database = opened.use(await testDatabase())
  const db = await openDatabase({ connection: database.connection, maxConnections: 3 })
  opened.defer(() => db.close())
  const door = await openDoor(clouds.sim)
  opened.defer(() => door.close())
  const common = {
    DATABASE_URL: urlOf(database.connection),
    SKYCLUST_SANDBOX: 'off',
    SKYCLUST_VAULT_KEY: randomBytes(32).toString('base64'),
    SKYCLUST_PORT: '0',
    SKYCLUST_ENDPOINT_PACE: String(clouds.sim.clock.speed()),
  }
  const { config, secrets } = readConfig({
    ...common,
    ...endpoints(clouds.url),
    SKYCLUST_ROLES: 'web',
    SKYCLUST_DATA_DIR: join(dir, 'web'),
  })
  const web = await startServer(config, secrets)
  opened.defer(() => web.stop())
  const api = new Api(web.url)
  await setUp(api)
  const workers: ServerProcess[] = []
  opened.defer(async () => {
    await Promise.all(workers.map((worker) => worker.kill()))
  })
  const startWorker = () => {
    const worker = startServerProcess({
      ...common,
      ...endpoints(door.url),
      SKYCLUST_ROLES: 'worker',
      SKYCLUST_DATA_DIR: join(dir, `worker-${workers.length + 1}`),
    })
    workers.push(worker)
    return worker
  }
  await startWorker().ready
  const parts = opened.move()
  return {
    api,
    database,
    stores: db.stores,
    door,
    worker: () => {
      const last = workers.at(-1)
      if (!last) throw new Error('the lane has no worker')
      return last
    },
    startWorker,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

function endpoints(url: string): Record<string, string> {
  return {
    SKYCLUST_AWS_ENDPOINT: `${url}/aws`,
    SKYCLUST_GCP_ENDPOINT: `${url}/gcp`,
    SKYCLUST_AZURE_ENDPOINT: `${url}/azure`,
  }
}

function urlOf(connection: DatabaseConnection): string {
  if ('connectionString' in connection) return connection.connectionString
  const { user, password, host, port, database } = connection
  const isSocket = host.startsWith('/')
  const query = isSocket ? `?host=${encodeURIComponent(host)}` : ''
  return `postgres://${user}:${password}@${isSocket ? 'localhost' : host}:${port}/${database}${query}`
}
