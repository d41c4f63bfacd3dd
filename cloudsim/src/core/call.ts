import type { SimClock } from './clock.ts'
import { type FaultBook, type FaultKind, matchFault } from './faults.ts'
import type { TokenBuckets } from './throttle.ts'

export type CloudName = 'aws' | 'gcp' | 'azure'

/** What a cloud front end knows about a call once it has parsed and authenticated it. */
export interface Call {
  readonly cloud: CloudName
  readonly account: string
  readonly region: string
  /** Service and operation, e.g. `ec2:CreateVpc`, `container.clusters.create`, `PUT Microsoft.Network/virtualNetworks`. */
  readonly operation: string
  readonly mutating: boolean
  /** The throttling bucket this call draws from; see throttle.ts. */
  readonly bucket: string
  /** The name or id of what is acted on, for the log. */
  readonly target?: string
}

export interface LoggedCall extends Call {
  readonly n: number
  readonly at: number
  readonly requestId: string
  outcome: 'ok' | 'error' | 'dropped' | 'pending'
  errorCode?: string
}

/** The connection is closed without an answer. Front ends destroy the socket when they catch it. */
export class DroppedConnection extends Error {}

/** A fault or a throttle; each front end turns it into its cloud's own error format. */
export class InjectedError extends Error {
  readonly kind: 'throttled' | 'internal' | 'custom'
  readonly code: string | undefined
  readonly status: number | undefined
  constructor(kind: InjectedError['kind'], message: string, code?: string, status?: number) {
    super(message)
    this.kind = kind
    this.code = code
    this.status = status
  }
}

export interface CallHooks {
  /** Runs before the effect of a call; may kill processes, or throw DroppedConnection. `n` counts from 1. */
  before?(call: LoggedCall): void | Promise<void>
  /** Runs after the effect and before the answer. */
  after?(call: LoggedCall): void | Promise<void>
}

export interface CallContext {
  readonly clock: SimClock
  readonly faults: FaultBook
  readonly buckets: TokenBuckets
  readonly log: LoggedCall[]
  readonly hooks: CallHooks
}

/** Runs the effect of one API call with logging, throttling and faults around it: the same for the three clouds. */
export async function perform<T>(
  context: CallContext,
  call: Call,
  requestId: string,
  effect: () => T | Promise<T>,
): Promise<T> {
  const entry: LoggedCall = {
    ...call,
    n: (context.log.at(-1)?.n ?? 0) + 1,
    at: context.clock.now(),
    requestId,
    outcome: 'pending',
  }
  context.log.push(entry)
  try {
    await context.hooks.before?.(entry)
    if (!context.buckets.take(call)) throw new InjectedError('throttled', 'Rate exceeded')
    await raise(matchFault(context.faults, call, 'before'), call)
    const result = await effect()
    await context.hooks.after?.(entry)
    await raise(matchFault(context.faults, call, 'after'), call)
    entry.outcome = 'ok'
    return result
  } catch (error) {
    entry.outcome = error instanceof DroppedConnection ? 'dropped' : 'error'
    entry.errorCode = errorCode(error)
    throw error
  }
}

function errorCode(error: unknown): string {
  if (error instanceof InjectedError) return error.code ?? error.kind
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.name : 'unknown'
}

async function raise(fault: FaultKind | undefined, call: Call): Promise<void> {
  if (!fault) return
  switch (fault.kind) {
    case 'throttle':
      throw new InjectedError('throttled', fault.message ?? 'Rate exceeded')
    case 'internal-error':
      throw new InjectedError('internal', fault.message ?? 'An internal error has occurred')
    case 'error':
      throw new InjectedError(
        'custom',
        fault.message ?? `injected error in ${call.operation}`,
        fault.code,
        fault.status,
      )
    case 'drop':
      throw new DroppedConnection(`connection dropped in ${call.operation}`)
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.realMs ?? 1000))
  }
}
