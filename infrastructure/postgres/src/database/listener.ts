import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { clientConfig, type DatabaseConnection } from './connection.ts'

export interface ListenerOptions {
  readonly connection: DatabaseConnection
  /** Shown in pg_stat_activity. */
  readonly application: string
  readonly channels: readonly string[]
  /** How often `ping` is called, and how long it may take before the connection counts as lost. */
  readonly pingMs: number
  readonly pingTimeoutMs: number
  ping(client: Client): Promise<void>
  /** LISTEN is in effect: whatever is committed from now on is notified, what was before must be looked at. */
  onConnect(client: Client): Promise<void>
  onNotify(channel: string, payload: string): void
  onLost(error: Error): void
}

const FIRST_RETRY_MS = 50
const MAX_RETRY_MS = 1_000

/**
 * A connection that LISTENs, notices when it is lost (also half-open TCP, by the ping) and connects again for ever.
 * It needs a direct connection to PostgreSQL: poolers in transaction mode drop LISTEN and session locks.
 */
export class Listener {
  readonly #options: ListenerOptions
  readonly #closing = new AbortController()
  #loop: Promise<void> | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
  }

  /** Resolves when it listens for the first time. */
  async start(): Promise<void> {
    const first = Promise.withResolvers<void>()
    this.#loop ??= this.#run(first.resolve)
    await Promise.race([first.promise, this.#loop])
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#loop
  }

  async #run(listening: () => void): Promise<void> {
    let retryMs = FIRST_RETRY_MS
    while (!this.#closing.signal.aborted) {
      await this.#session(() => {
        retryMs = FIRST_RETRY_MS
        listening()
      })
      await sleep(retryMs, undefined, { signal: this.#closing.signal }).catch(() => undefined)
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)
    }
  }

  async #session(listening: () => void): Promise<void> {
    const { connection, application, channels } = this.#options
    const client = new Client(clientConfig(connection, application, 'skyclust_system'))
    const ended = new AbortController()
    const end = (error: Error) => ended.abort(error)
    client.on('error', end)
    client.on('end', () => end(new Error('The connection was closed')))
    const closing = () => end(new Error('The listener closes'))
    this.#closing.signal.addEventListener('abort', closing)
    if (this.#closing.signal.aborted) closing()
    let connected = false
    try {
      await client.connect()
      client.on('notification', ({ channel, payload }) =>
        this.#options.onNotify(channel, payload ?? ''),
      )
      for (const channel of channels) await client.query(`listen ${channel}`)
      connected = true
      await this.#options.onConnect(client)
      listening()
      await this.#pingUntil(client, ended.signal)
    } catch (error) {
      if (connected) this.#options.onLost(error instanceof Error ? error : new Error(String(error)))
    } finally {
      this.#closing.signal.removeEventListener('abort', closing)
      // Not awaited: on a half-open connection it ends only when TCP gives up.
      void client.end().catch(() => undefined)
    }
  }

  /** Always ends by throwing why. */
  async #pingUntil(client: Client, ended: AbortSignal): Promise<never> {
    for (;;) {
      await sleep(this.#options.pingMs, undefined, { signal: ended }).catch(() => undefined)
      ended.throwIfAborted()
      const timeout = new AbortController()
      const late = sleep(this.#options.pingTimeoutMs, undefined, { signal: timeout.signal }).then(
        () => {
          throw new Error(`No answer in ${this.#options.pingTimeoutMs} ms`)
        },
        () => undefined,
      )
      try {
        await Promise.race([this.#options.ping(client), late])
      } finally {
        timeout.abort()
      }
    }
  }
}
