/** Time. Domain and application never read a clock of their own, so that the simulation can own it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Resolves after `ms`, rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Aborts after `ms`, with a `TimeoutError` as its reason; holds no process back from ending. */
  timeout(ms: number): AbortSignal
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Cryptographically strong in production. */
  bytes(length: number): Uint8Array
  /** UUID v4, for client tokens. */
  uuid(): string
}

/** Structured logging; an error means our bug, a user's fault is info. Never pass secrets. */
export interface Logger {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}
