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

/** A stopped process must not keep rows locked: the server ends transactions that idle longer. */
const IDLE_IN_TRANSACTION_MS = 10_000

/** What every connection of ours has in common. */
export function clientConfig(connection: DatabaseConnection, application: string): ClientConfig {
  return {
    ...connection,
    application_name: application,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types: columnTypes,
  }
}
