import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { CallHooks, CloudName, LoggedCall } from './core/call.ts'
import type { SimClock } from './core/clock.ts'
import type {
  AccountCredential,
  AccountOptions,
  InventoryItem,
  SimCloud,
  SimContext,
} from './core/cloud.ts'
import { type FaultBook, faultBook } from './core/faults.ts'
import { lastingClock } from './core/lasting-clock.ts'
import { lastingRandom } from './core/lasting-random.ts'
import { type BucketLimit, tokenBuckets } from './core/throttle.ts'
import { openWorld } from './core/world.ts'
import { httpHandler } from './http-handler.ts'

export interface CloudsimOptions {
  /** Where `world.jsonl` is kept; without it everything lives in memory. */
  readonly dataDir?: string
  /** Virtual milliseconds per real millisecond; by default that of the last run, else 1. */
  readonly speed?: number
  /** Virtual milliseconds for which a created object is invisible to list and get; 0 by default. */
  readonly visibilityDelayMs?: number
  /** Seed of durations and ids; by default that of the last run, else 1. */
  readonly seed?: number
  readonly hooks?: CallHooks
  /** Overrides of the clouds' API buckets by `<cloud>/<bucket>`; a burst of Infinity lifts the limit. */
  readonly bucketLimits?: Readonly<Record<string, BucketLimit>>
  /** URL at which clients reach the mount point when it is not what the Host header says (behind a proxy). */
  readonly publicUrl?: string
  /** Bearer token that the admin API asks for; without it the admin API is open. */
  readonly adminToken?: string
  /** Told about failures that are bugs of the sandbox itself; printed to stderr by default. */
  readonly onBug?: (error: unknown) => void
}

export type NewAccount = AccountOptions & { readonly id?: string }

export interface Cloudsim {
  readonly clouds: Readonly<Record<CloudName, SimCloud>>
  readonly clock: SimClock
  readonly faults: FaultBook
  seed(): number
  calls(): readonly LoggedCall[]
  clearCalls(): void
  inventory(cloud?: CloudName, account?: string): InventoryItem[]
  createAccount(cloud: CloudName, options?: NewAccount): Promise<AccountCredential>
  visibilityDelayMs(): number
  setVisibilityDelayMs(ms: number): void
  /** Serves one HTTP request below `mountPrefix` ('' for the root) of any Node server; the body must be unread. */
  readonly handler: (
    req: IncomingMessage,
    res: ServerResponse,
    mountPrefix: string,
  ) => Promise<void>
  /** Forgets objects, accounts, faults and calls; the clock goes on and ids are not reused. */
  reset(): void
  /** Stores the clock and closes the world file. */
  close(): void
}

export type CloudFactory = (context: SimContext) => SimCloud

const KEPT_CALLS = 100_000

/** Builds a simulator of the given clouds; `createCloudsim` is this with all of them. */
export function cloudsimOf(
  factories: readonly CloudFactory[],
  options: CloudsimOptions = {},
): Cloudsim {
  const world = openWorld(options.dataDir && join(options.dataDir, 'world.jsonl'))
  const clock = lastingClock(world, options.speed)
  const random = lastingRandom(world, options.seed)
  const faults = faultBook()
  const log: LoggedCall[] = []
  const limits = new Map<string, BucketLimit>()
  let visibilityDelayMs = options.visibilityDelayMs ?? 0
  const context: SimContext = {
    world,
    clock,
    faults,
    log,
    hooks: options.hooks ?? {},
    buckets: tokenBuckets(clock, limits),
    visibilityDelayMs: () => visibilityDelayMs,
    random: () => random.next(),
  }
  const built = factories.map((factory) => factory(context))
  for (const cloud of built)
    for (const [bucket, limit] of Object.entries(cloud.bucketLimits))
      limits.set(`${cloud.name}/${bucket}`, limit)
  for (const [bucket, limit] of Object.entries(options.bucketLimits ?? {}))
    limits.set(bucket, limit)
  const clouds = Object.fromEntries(built.map((cloud) => [cloud.name, cloud])) as Record<
    CloudName,
    SimCloud
  >
  let closed = false
  const sim: Cloudsim = {
    clouds,
    clock,
    faults,
    seed: () => random.seed(),
    calls: () => log,
    clearCalls: () => void log.splice(0),
    inventory: (name, account) =>
      built
        .filter((cloud) => name === undefined || cloud.name === name)
        .flatMap((cloud) => cloud.inventory(account)),
    async createAccount(name, account = {}) {
      return await clouds[name].createAccount(account)
    },
    visibilityDelayMs: () => visibilityDelayMs,
    setVisibilityDelayMs(ms) {
      if (!(ms >= 0)) throw new RangeError(`visibility delay must be 0 or more, not ${ms}`)
      visibilityDelayMs = ms
    },
    handler: async (req, res, mountPrefix) => {
      if (log.length > KEPT_CALLS) log.splice(0, KEPT_CALLS / 2)
      await serve(req, res, mountPrefix)
    },
    reset() {
      const seed = random.seed()
      world.clear()
      world.table('core.random').put('state', { seed, drawn: 0 })
      clock.keep()
      faults.clear()
      log.splice(0)
    },
    close() {
      if (closed) return
      closed = true
      clock.keep()
      world.close()
    },
  }
  const serve = httpHandler(sim, {
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    ...(options.adminToken === undefined ? {} : { adminToken: options.adminToken }),
    onBug: options.onBug ?? ((error) => console.error('cloudsim:', error)),
  })
  return sim
}
