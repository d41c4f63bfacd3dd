import { createHash, randomUUID } from 'node:crypto'
import { migrate, readMigrations, withClient, type DatabaseConnection } from '@skyclust/postgres'
import { testServer } from './test-server.ts'

export interface TestDatabase extends AsyncDisposable {
  /** For openDatabase, keyedQueue and eventFeed. */
  readonly connection: DatabaseConnection
  readonly name: string
  /** Drops the database, cutting what is still connected. */
  drop(): Promise<void>
}

const TEMPLATE_LOCK = 7_003

type AdminClient = Parameters<Parameters<typeof withClient>[1]>[0]

/** A fresh, migrated, empty database, cloned from a template (about 30 ms); one per test file is meant. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await testServer()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withClient(server, async (client) => {
    const template = await ensureTemplate(server, client)
    await client.query(`create database ${name} template ${template}`)
  })
  const drop = () =>
    withClient(server, async (client) => {
      await client.query(`drop database if exists ${name} with (force)`)
    })
  return { connection: onDatabase(server, name), name, drop, [Symbol.asyncDispose]: drop }
}

/** The template's name says which migrations it has; it gets that name when it is complete. */
async function ensureTemplate(server: DatabaseConnection, client: AdminClient): Promise<string> {
  const checksum = createHash('sha256')
  for (const migration of readMigrations()) checksum.update(migration.name + migration.checksum)
  const template = `template_${checksum.digest('hex').slice(0, 16)}`
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
  try {
    const exists = await client.query('select 1 from pg_database where datname = $1', [template])
    if (exists.rowCount === 1) return template
    const part = `part_${template}`
    await client.query(`drop database if exists ${part} with (force)`)
    await client.query(`create database ${part} template template0`)
    await withClient(onDatabase(server, part), async (inside) => {
      await migrate(inside)
    })
    await client.query(`alter database ${part} rename to ${template}`)
    return template
  } finally {
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK])
  }
}

function onDatabase(server: DatabaseConnection, database: string): DatabaseConnection {
  if (!('connectionString' in server)) return { ...server, database }
  const url = new URL(server.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}
