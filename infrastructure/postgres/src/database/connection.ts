import type { ClientConfig } from 'pg'
import { columnTypes } from './types.ts'

export interface ConnectionParts {
  /** Name, address, or the directory of a unix socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** A connection string (`DATABASE_URL`), or its parts as `startEmbedded` returns them. */
export type DatabaseConnection = { readonly connectionString: string } | ConnectionParts

/** Whose eyes a connection sees with: one workspace at a time, or everything. Migrations run as the login itself. */
export type DatabaseRole = 'skyclust_app' | 'skyclust_system'

/** A stopped process must not keep rows locked: the server ends transactions that idle longer. */
const IDLE_IN_TRANSACTION_MS = 10_000

/** What every connection of ours has in common. */
export function clientConfig(
  connection: DatabaseConnection,
  application: string,
  role?: DatabaseRole,
): ClientConfig {
  return {
    ...(role ? inRole(connection, role) : connection),
    application_name: application,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types: columnTypes,
  }
}

/**
 * The role as a start-up option: it is there before the first statement, and RESET leads back to it, not to the login. The
 * options of a connection string go before those of the configuration, so ours are added to them.
 */
function inRole(connection: DatabaseConnection, role: DatabaseRole): ClientConfig {
  const options = `-c role=${role}`
  if (!('connectionString' in connection)) return { ...connection, options }
  const connectionString = connection.connectionString.replace(
    /([?&]options=[^&#]*)/,
    `$1${encodeURIComponent(` ${options}`)}`,
  )
  return { connectionString, options }
}
