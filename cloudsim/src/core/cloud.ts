import type { IncomingMessage } from 'node:http'
import type { CallContext, CloudName } from './call.ts'
import type { SimClock } from './clock.ts'
import type { BucketLimit } from './throttle.ts'
import type { World } from './world.ts'

/** A request as the front ends see it: body read, mount prefix known. `path` is the path the client signed. */
export interface SimRequest {
  readonly method: string
  /** Path as sent, mount prefix included (SigV4 signs it). */
  readonly rawPath: string
  /** Path without the mount prefix. */
  readonly path: string
  readonly query: URLSearchParams
  readonly rawQuery: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** Scheme, host and mount prefix as the client reached it, for links in answers (operation URLs). */
  readonly baseUrl: string
}

export interface SimResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** One object that exists, for the admin API's inventory. */
export interface InventoryItem {
  readonly cloud: CloudName
  readonly account: string
  readonly region: string
  readonly type: string
  readonly id: string
  readonly name?: string
  readonly state?: string
  readonly tags: Readonly<Record<string, string>>
}

/** What a sandbox account may do and has left; every field can be changed through the admin API. */
export interface AccountOptions {
  /** Actions that are denied although the account is an administrator, e.g. `ec2:CreateVpc`. A trailing * matches a prefix. */
  readonly denied?: readonly string[]
  /** Virtual epoch milliseconds after which the credential is refused. */
  readonly expiresAt?: number
  /** Overrides of the default quotas by the cloud's own quota name. */
  readonly quotas?: Readonly<Record<string, number>>
}

/** The credential of a new account, in the form the cloud hands it out. */
export type AccountCredential =
  | {
      readonly cloud: 'aws'
      readonly accountId: string
      readonly accessKeyId: string
      readonly secretAccessKey: string
    }
  | {
      readonly cloud: 'gcp'
      readonly projectId: string
      readonly serviceAccountKey: Readonly<Record<string, string>>
    }
  | {
      readonly cloud: 'azure'
      readonly tenantId: string
      readonly clientId: string
      readonly clientSecret: string
      readonly subscriptionId: string
    }

/** Everything a front end gets. `world` tables are named `<cloud>.<type>`. */
export interface SimContext extends CallContext {
  readonly world: World
  readonly clock: SimClock
  /** Virtual milliseconds for which a created object is invisible to list and get; 0 switches it off. */
  visibilityDelayMs(): number
  /** A reproducible number in [0, 1) for durations and ids. */
  random(): number
}

/** One simulated cloud: its HTTP front end, its accounts and its inventory. Built by `createAws(context)` and so on. */
export interface SimCloud {
  readonly name: CloudName
  readonly bucketLimits: Readonly<Record<string, BucketLimit>>
  /** Hosts that the cloud's SDKs call in reality; requests to them are routed here by the Host header. */
  readonly hosts: readonly (string | RegExp)[]
  handle(request: SimRequest): Promise<SimResponse>
  createAccount(options: AccountOptions & { readonly id?: string }): Promise<AccountCredential>
  updateAccount(account: string, options: AccountOptions): void
  accounts(): readonly string[]
  inventory(account?: string): InventoryItem[]
  /** Something outside changes or deletes an object: drift. `patch: null` deletes. */
  drift(type: string, id: string, patch: Readonly<Record<string, unknown>> | null): void
}
