import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientConfig, type DatabaseConnection, startEmbedded } from '@skyclust/postgres'
import { readConfig, startServer } from '@skyclust/server'
import Fastify from 'fastify'
import pg from 'pg'

/**
 * A process of its own that the load comes to from outside: the product and, beside it, bare Fastify + pg doing the same
 * statement on the same database. Tells its parent where they are, and its CPU time whenever it is asked.
 */
const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-bench-api-'))
chmodSync(dataDir, 0o755)
const postgres = await startEmbedded(join(dataDir, 'postgres'), { stopWithProcess: false })
const { config, secrets } = readConfig({
  SKYCLUST_PORT: '0',
  SKYCLUST_DATA_DIR: dataDir,
  SKYCLUST_ROLES: 'web',
  DATABASE_URL: urlOf(postgres.connection),
})
const server = await startServer(config, secrets)
const bare = await bareServer(postgres.connection)
process.send?.({ url: server.url, bareUrl: bare.url })

process.on('message', (message) => {
  if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() })
  if (message === 'stop') void stop()
})

// The bench that asked for it died without a word.
process.on('disconnect', () => void stop())

let isStopping = false

async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  await bare.close()
  await server.stop()
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
  process.exit(0)
}

/** What the same read and the same write cost without us: one prepared statement, schema-made JSON. */
async function bareServer(connection: DatabaseConnection) {
  const pool = new pg.Pool({ ...clientConfig(connection, 'bench-bare'), max: 10 })
  pool.on('error', () => undefined)
  const app = Fastify()
  const names = [
    'id',
    'name',
    'provider',
    'account',
    'principal',
    'masked',
    'verifiedAt',
    'createdAt',
  ]
  const row = {
    type: 'object',
    properties: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
      sandbox: { type: 'boolean' },
      version: { type: 'integer' },
    },
  }
  const read = `select id, workspace_id as "workspaceId", name, provider, sandbox, account, principal, masked,
    verified_at as "verifiedAt", created_at as "createdAt", version
    from credentials where workspace_id = $1 and id = $2`
  app.get<{ Params: { workspace: string; id: string } }>(
    '/workspaces/:workspace/credentials/:id',
    { schema: { response: { 200: row } } },
    async ({ params }) => {
      const found = await pool.query({
        name: 'read',
        text: read,
        values: [params.workspace, params.id],
      })
      return found.rows[0] as unknown
    },
  )
  app.patch<{ Params: { id: string }; Body: { name: string } }>(
    '/users/:id',
    async ({ params, body }) => {
      await pool.query({
        name: 'write',
        text: 'update users set name = $2 where id = $1',
        values: [params.id, body.name],
      })
      return { id: params.id, requestId: randomUUID() }
    },
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    async close() {
      await app.close()
      await pool.end()
    },
  }
}

function urlOf(connection: DatabaseConnection): string {
  if ('connectionString' in connection) return connection.connectionString
  const { user, password, host, port, database } = connection
  const url = new URL(`postgres://localhost:${port}/${database}`)
  url.username = user
  url.password = password
  if (host.startsWith('/')) url.searchParams.set('host', host)
  else url.hostname = host
  return url.href
}
