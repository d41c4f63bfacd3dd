import { type ClientBase, Query, type QueryConfig, type QueryResult } from 'pg'
import type { Scope } from '@skyclust/application'

const STATEMENT = 'enter'

/** Every connection that entered queries run on needs this once. */
export async function prepareEntering(client: ClientBase): Promise<void> {
  await client.query(`prepare ${STATEMENT} (text, text) as select public.enter_workspace($1, $2)`)
}

/** The part of the driver's connection that a query writes itself to. */
interface Wire {
  bind(message: { portal: string; statement: string; values: readonly string[] }): void
  execute(message: { portal: string; rows: number }): void
}

/** What the driver's query does; its types show only the events. */
interface DriverQuery {
  prepare(connection: Wire): void
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void
  handleCommandComplete(message: unknown, connection: Wire): void
}

type Done = (error: Error | null, result: QueryResult) => void

const BaseQuery = Query as unknown as new (
  config: QueryConfig,
  values: undefined,
  done: Done,
) => Query<never> & DriverQuery

/**
 * A statement that enters a workspace before it runs. Both are executed before one Sync and are therefore one implicit
 * transaction (PostgreSQL manual, «Pipelining»): when entering fails the statement is skipped, and what was entered ends with
 * it. Nothing is left on the connection for the next one.
 */
export class EnteredQuery extends BaseQuery {
  /** Whether the principal was a live member. */
  isLive = false
  readonly #scope: Scope
  #hasEntered = false

  constructor(scope: Scope, config: QueryConfig, done: Done) {
    super(config, undefined, done)
    this.#scope = scope
  }

  override prepare(connection: Wire): void {
    const { workspaceId, principalId } = this.#scope
    connection.bind({ portal: '', statement: STATEMENT, values: [workspaceId, principalId] })
    connection.execute({ portal: '', rows: 0 })
    super.prepare(connection)
  }

  override handleDataRow(message: { readonly fields: readonly (string | null)[] }): void {
    if (this.#hasEntered) super.handleDataRow(message)
    else this.isLive = message.fields[0] === 't'
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.#hasEntered) super.handleCommandComplete(message, connection)
    this.#hasEntered = true
  }
}
