import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, readConfig, startServer } from '@skyclust/server'
import { testDatabase } from '@skyclust/testkit'

/** Virtual seconds per second in the sandbox: an EKS control plane takes about six seconds. */
const SANDBOX_SPEED = '150'

export interface RunningDashboard extends AsyncDisposable {
  readonly url: string
  /** Its database, as DATABASE_URL takes it. */
  readonly databaseUrl: string
  /** Lets the sandbox refuse a call to come. */
  fault(rule: object): Promise<void>
}

/**
 * The whole server in this process on a data directory and database of its own, with the sandbox on a fast clock. Browsers
 * make passkeys for names only, so it is known as localhost.
 */
export async function runningDashboard(
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningDashboard> {
  await using stack = new AsyncDisposableStack()
  const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-browser-'))
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const { connection } = stack.use(await testDatabase())
  const databaseUrl = urlOf(connection)
  const port = await freePort('127.0.0.1')
  const { config, secrets } = readConfig({
    SKYCLUST_PORT: String(port),
    SKYCLUST_PUBLIC_URL: `http://localhost:${port}`,
    SKYCLUST_DATA_DIR: dataDir,
    SKYCLUST_SANDBOX_SPEED: SANDBOX_SPEED,
    DATABASE_URL: databaseUrl,
    ...environment,
  })
  const server = await startServer(config, secrets)
  stack.defer(() => server.stop())
  const owned = stack.move()
  return {
    url: server.url,
    databaseUrl,
    async fault(rule) {
      const answer = await fetch(`${server.url}/sandbox/admin/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rule),
      })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The connection as DATABASE_URL takes it. */
export function urlOf(connection: Awaited<ReturnType<typeof testDatabase>>['connection']): string {
  if ('connectionString' in connection) return connection.connectionString
  const { user, password, host, port, database } = connection
  const url = new URL(`postgres://localhost:${port}/${database}`)
  url.username = user
  url.password = password
  if (host.startsWith('/')) url.searchParams.set('host', host)
  else url.hostname = host
  return url.href
}
