import { Pool } from 'pg'
import { LeaseLost, type Database, type Lease, type Stores } from '@skyclust/application'
import { PostgresJobs } from '../queue/add-job.ts'
import { PostgresCredentialStore } from '../stores/credential-store.ts'
import { PostgresEventStore, type EventRetention } from '../stores/event-store.ts'
import { PostgresIdempotencyStore } from '../stores/idempotency-store.ts'
import { PostgresJournalStore } from '../stores/journal-store.ts'
import { PostgresObjectStore } from '../stores/object-store.ts'
import { PostgresResourceStore } from '../stores/resource-store.ts'
import { PostgresSessionStore } from '../stores/session-store.ts'
import { PostgresUserStore } from '../stores/user-store.ts'
import { PostgresWorkspaceStore } from '../stores/workspace-store.ts'
import { clientConfig, type DatabaseConnection } from './connection.ts'
import { migrate } from './migrate.ts'
import { sqlOn, type Sql } from './sql.ts'

export interface DatabaseConfig {
  readonly connection: DatabaseConnection
  /** Default 10. */
  readonly maxConnections?: number
  /** Default 10,000 events per workspace. */
  readonly events?: EventRetention
  /** Bring the schema up to date first (default true). */
  readonly migrate?: boolean
}

export interface PostgresDatabase extends Database {
  /** Resolves when a trivial query is answered; for readiness probes. */
  ping(): Promise<void>
  close(): Promise<void>
}

const DEFAULT_RETENTION: EventRetention = { keepPerWorkspace: 10_000 }

/** Connects, migrates unless told otherwise, and returns the stores. */
export async function openDatabase(config: DatabaseConfig): Promise<PostgresDatabase> {
  const pool = new Pool({
    ...clientConfig(config.connection, 'skyclust'),
    max: config.maxConnections ?? 10,
    // A new connection costs 5–10 ms (SCRAM); do not pay it after every quiet moment.
    idleTimeoutMillis: 300_000,
  })
  // An idle connection that breaks is replaced by the pool at the next query.
  pool.on('error', () => undefined)
  const retention = config.events ?? DEFAULT_RETENTION
  try {
    const client = await pool.connect()
    try {
      if (config.migrate ?? true) await migrate(client)
    } finally {
      client.release()
    }
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    stores: storesOn(sqlOn(pool), retention),
    transaction: (work, lease) => transaction(pool, retention, work, lease),
    ping: async () => void (await pool.query('select 1')),
    close: () => pool.end(),
  }
}

function storesOn(sql: Sql, retention: EventRetention): Stores {
  return {
    resources: new PostgresResourceStore(sql),
    objects: new PostgresObjectStore(sql),
    journal: new PostgresJournalStore(sql),
    events: new PostgresEventStore(sql, retention),
    jobs: new PostgresJobs(sql),
    credentials: new PostgresCredentialStore(sql),
    users: new PostgresUserStore(sql),
    sessions: new PostgresSessionStore(sql),
    workspaces: new PostgresWorkspaceStore(sql),
    idempotency: new PostgresIdempotencyStore(sql),
  }
}

async function transaction<T>(
  pool: Pool,
  retention: EventRetention,
  work: (stores: Stores) => Promise<T>,
  lease: Lease | undefined,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => (broken = error)
  client.on('error', onError)
  try {
    const sql = sqlOn(client)
    await client.query('begin')
    try {
      if (lease) await holdLease(sql, lease)
      const result = await work(storesOn(sql, retention))
      // PostgreSQL answers COMMIT with ROLLBACK when a statement failed and `work` swallowed the error.
      const { command } = await client.query('commit')
      if (command === 'ROLLBACK') throw new Error('A statement of the transaction had failed')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => (broken = failure))
      throw error
    }
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/**
 * Keeps the lease for the rest of the transaction. KEY SHARE lets `add` update the row meanwhile (no deadlock with a
 * request that holds a resource and adds its key), while claim and reaper take FOR UPDATE and so wait or pass by.
 */
async function holdLease(sql: Sql, { key, fence, owner }: Lease): Promise<void> {
  const held = await sql.row(
    `select 1 from work where key = $1 and fence = $2::bigint and lease_owner = $3::uuid
     for key share`,
    [key, fence, owner],
  )
  if (!held) throw new LeaseLost(`The lease ${fence} of ${key} is no longer held`)
}
