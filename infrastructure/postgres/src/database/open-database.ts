import type { Pool } from 'pg'
import type { Database, Scope, SigningKeyStore, Throttle } from '@skyclust/application'
import type { EventRetention } from '../stores/event-store.ts'
import { PostgresSigningKeyStore } from '../stores/signing-key-store.ts'
import { postgresThrottle } from '../throttle/postgres-throttle.ts'
import type { DatabaseConnection } from './connection.ts'
import { migrate } from './migrate.ts'
import { rolePool } from './role-pool.ts'
import { scopedSql } from './scoped.ts'
import { sqlOn } from './sql.ts'
import { storesOn } from './stores-on.ts'
import { scopedTransaction, systemTransaction } from './transaction.ts'
import { withClient } from './with-client.ts'

export interface DatabaseConfig {
  readonly connection: DatabaseConnection
  /** Of each of the two roles; default 10. Connections are made when they are needed. */
  readonly maxConnections?: number
  /** Default 10,000 events per workspace. */
  readonly events?: EventRetention
  /** Bring the schema up to date first (default true). */
  readonly migrate?: boolean
}

export interface PostgresDatabase extends Database {
  /** Counters in this database, the same for all instances. */
  readonly throttle: Throttle
  /** As in `stores`, but never behind a transaction: tokens are signed while one is open. */
  readonly signingKeys: SigningKeyStore
  /** Resolves when a trivial query is answered; for readiness probes. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Enough for single statements of a fraction of a millisecond. */
const ASIDE_CONNECTIONS = 2
const DEFAULT_RETENTION: EventRetention = { keepPerWorkspace: 10_000 }

/**
 * Connects, migrates unless told otherwise, and returns the stores: of the whole database, and by `within` of one workspace.
 * The two have pools of their own, because a connection keeps its role.
 */
export async function openDatabase(config: DatabaseConfig): Promise<PostgresDatabase> {
  const { connection } = config
  if (config.migrate ?? true) await withClient(connection, (client) => migrate(client))
  const system = rolePool(connection, 'skyclust_system', config.maxConnections)
  const app = rolePool(connection, 'skyclust_app', config.maxConnections)
  // For what is asked while a request's transaction is open. On the pool of that transaction it would wait for a
  // connection that waits for it: 30 token refreshes at once took 10 s and failed.
  const aside = rolePool(connection, 'skyclust_system', ASIDE_CONNECTIONS)
  const close = async () => void (await Promise.all([system.end(), app.end(), aside.end()]))
  const ping = async () => void (await system.query('select 1'))
  try {
    await ping()
  } catch (error) {
    await close()
    throw error
  }
  const retention = config.events ?? DEFAULT_RETENTION
  const sql = sqlOn(system)
  const transaction: Database['transaction'] = (work, lease) =>
    systemTransaction(system, (own) => work(storesOn(own, retention)), lease)
  return {
    stores: storesOn(sql, retention),
    transaction,
    apart: (work) => transaction(work),
    within: (scope) => scoped(app, retention, scope),
    throttle: postgresThrottle(aside),
    signingKeys: new PostgresSigningKeyStore(sqlOn(aside)),
    ping,
    close,
  }
}

function scoped(pool: Pool, retention: EventRetention, scope: Scope): Database {
  const transaction: Database['transaction'] = async (work, lease) => {
    if (lease) throw new Error('The worker that holds a lease works in the whole database')
    return scopedTransaction(pool, scope, (own) => work(storesOn(own, retention, scope)))
  }
  return {
    stores: storesOn(scopedSql(pool, scope), retention, scope),
    transaction,
    apart: (work) => transaction(work),
    within() {
      throw new Error('A scope cannot be left for another one')
    },
  }
}
