import { createHash } from 'node:crypto'
import type { AccountOptions, SimContext } from '../core/cloud.ts'
import type { Table } from '../core/world.ts'
import type { Json } from './json-schema.ts'

/** A project with its one credential: a service account with a key. */
export interface GcpAccount {
  readonly projectId: string
  readonly projectNumber: string
  readonly email: string
  readonly uniqueId: string
  readonly keyId: string
  readonly publicKey: string
  readonly options: AccountOptions
}

/** A Compute Engine object. It exists from `readyAt`, and is gone when a due `purge` has run. */
export interface ComputeObject {
  readonly project: string
  /** `global`, `regions/<r>` or `zones/<z>`. */
  readonly scope: string
  readonly name: string
  readonly createdAt: number
  readonly readyAt: number
  /** End of the operation that deletes it. */
  readonly goneAt?: number
  /** Path of the cluster that made it. */
  readonly owner?: string
  readonly body: Json
}

export interface ComputeOperation {
  readonly project: string
  readonly scope: string
  readonly name: string
  readonly id: string
  readonly type: string
  readonly target: string
  readonly targetId: string
  readonly user: string
  readonly insertAt: number
  readonly startAt: number
  readonly endAt: number
  readonly error?: { readonly code: string; readonly message: string }
}

export interface ServiceAccount {
  readonly project: string
  readonly email: string
  readonly uniqueId: string
  readonly createdAt: number
  /** The credential itself; not part of what a customer could be left with. */
  readonly isCredential?: boolean
  readonly body: Json
}

export interface Policy {
  readonly etag: string
  readonly version: number
  readonly bindings: readonly Json[]
}

export interface Token {
  readonly project: string
  /** Real epoch milliseconds: clients measure the life of a token with their own clock. */
  readonly expiresAt: number
}

export interface Service {
  readonly project: string
  readonly name: string
  readonly state: 'ENABLED' | 'DISABLED'
}

/** Something that happens to the state at a virtual time; applied by the first reader after it. */
export interface Due {
  readonly at: number
  readonly n: number
  readonly what:
    | { readonly do: 'purge'; readonly table: string; readonly key: string }
    | { readonly do: 'finish-operation'; readonly operation: string }
}

export const COMPUTE_COLLECTIONS = [
  'networks',
  'subnetworks',
  'routers',
  'firewalls',
  'routes',
  'addresses',
  'forwardingRules',
] as const
export type ComputeCollection = (typeof COMPUTE_COLLECTIONS)[number]

/** The tables of the simulated Google Cloud, and the few things every part of it needs. */
export interface GcpState {
  readonly context: SimContext
  readonly accounts: Table<GcpAccount>
  readonly tokens: Table<Token>
  readonly services: Table<Service>
  readonly serviceAccounts: Table<ServiceAccount>
  readonly policies: Table<Policy>
  readonly computeOperations: Table<ComputeOperation>
  readonly requestIds: Table<{ readonly operation: string }>
  readonly dues: Table<Due>
  compute(collection: ComputeCollection): Table<ComputeObject>
  now(): number
  /** A whole number of virtual milliseconds between two numbers of seconds, drawn from the seed. */
  durationMs(fromSeconds: number, toSeconds: number): number
  /** A fresh decimal id of 19 digits, as Google's numeric ids are. */
  numericId(): string
  /** A fresh hexadecimal string of `length` (at most 40) characters. */
  hex(length: number): string
  schedule(at: number, what: Due['what']): void
  /** Takes what is due by now, in order; cheap when nothing is. */
  takeDue(): Due['what'][]
}

export function gcpState(context: SimContext): GcpState {
  const { world } = context
  const dues = world.table<Due>('gcp.due')
  let nextDue = -Infinity
  const digest = () =>
    createHash('sha1').update(`${context.random()}/${world.nextNumber()}`).digest()
  return {
    context,
    accounts: world.table('gcp.account'),
    tokens: world.table('gcp.token'),
    services: world.table('gcp.service'),
    serviceAccounts: world.table('gcp.serviceAccount'),
    policies: world.table('gcp.policy'),
    computeOperations: world.table('gcp.computeOperation'),
    requestIds: world.table('gcp.requestId'),
    dues,
    compute: (collection) => world.table(`gcp.${collection}`),
    now: () => context.clock.now(),
    durationMs: (from, to) => Math.round((from + context.random() * (to - from)) * 1000),
    numericId: () => String((digest().readBigUInt64BE() % 8_000_000_000_000_000_000n) + 10n ** 18n),
    hex: (length) => digest().toString('hex').slice(0, length),
    schedule(at, what) {
      const n = world.nextNumber()
      dues.put(String(n), { at, n, what })
      nextDue = Math.min(nextDue, at)
    },
    takeDue() {
      const now = context.clock.now()
      if (now < nextDue) return []
      const ready = dues.values().filter((due) => due.at <= now)
      for (const { n } of ready) dues.delete(String(n))
      nextDue = dues.values().reduce((next, { at }) => Math.min(next, at), Infinity)
      return ready.toSorted((a, b) => a.at - b.at || a.n - b.n).map(({ what }) => what)
    },
  }
}

export const timestamp = (ms: number): string => new Date(ms).toISOString()
