import type { JsonObject } from '../kernel/json.ts'
import type { PriceLine } from '../cost/price.ts'
import type { ResourceId } from '../kernel/ids.ts'

/** Address of a cloud object in the graph of one tree: `<resource kind>:<resource name>/<role>`, e.g. `network:web/vpc`. */
export type ObjectId = string

/** In `desired`: stands for an output of another object, known once that object is ready. Also makes it a dependency. */
export interface Reference {
  readonly $ref: ObjectId
  readonly output: string
}

/** How a create that got no answer may be repeated. */
export type Idempotency =
  /** The cloud takes a client token: repeat with the same token. */
  | 'token'
  /** The name or id is ours to choose and unique: repeat, and find it when it exists. */
  | 'name'
  /** Neither: after an unknown outcome wait for the grace period, then look by tag, then repeat. */
  | 'none'

/** What is needed of one quota, by the cloud's own quota name. */
export interface QuotaNeed {
  readonly quota: string
  readonly amount: number
}

/**
 * One node of a blueprint: a cloud object as it should be. Plain data; the provider's handler of the same `type` does the I/O.
 * One object is created by exactly one mutating call, updated by one and removed by one, so that each has its journal entry.
 */
export interface ObjectDeclaration {
  readonly id: ObjectId
  /** The resource of the tree this object belongs to. */
  readonly resourceId: ResourceId
  /** Key of the provider's handler, e.g. `ec2:vpc`, `container:cluster`, `Microsoft.Network/virtualNetworks`. */
  readonly type: string
  /** Deterministic name in the cloud (or the Name tag where the cloud has no names). */
  readonly name: string
  /** The timeline step it is shown under. */
  readonly step: StepKey
  /** Beyond the references in `desired`. */
  readonly dependsOn?: readonly ObjectId[]
  /** Desired fields; members that are references are resolved before the handler sees them. */
  readonly desired: JsonObject
  readonly idempotency: Idempotency
  /**
   * The mutating API call of create / update / remove as the cloud's call log names it, e.g. `ec2:CreateVpc`.
   * `remove` undefined: it needs no call of its own (see removedWith). `create` undefined: it comes into being with createdWith.
   */
  readonly calls: { readonly create?: string; readonly update?: string; readonly remove?: string }
  /** Where several calls change an object: which one mends what, by the path of a field in `desired`. */
  readonly updateCalls?: Readonly<Record<string, string>>
  /** Permissions beyond the calls themselves that create, update, observe and remove need, e.g. `iam:PassRole`. */
  readonly permissions: readonly string[]
  readonly quota?: readonly QuotaNeed[]
  readonly prices?: readonly PriceLine[]
  /** Usual real-world seconds from accepted create to ready; absent = at once. `min`..`max` is the usual range. */
  readonly usualSeconds?: { readonly min: number; readonly max: number }
  readonly usualRemoveSeconds?: { readonly min: number; readonly max: number }
  /** Objects with the same lock are mutated one at a time (one operation per GKE or AKS cluster). */
  readonly lock?: string
  /** It appears with that object (GKE's first node pool): looked for when that is ready, created only if missing. */
  readonly createdWith?: ObjectId
  /** It disappears with that object (a route with its table); removed by a call of its own only when that object stays. */
  readonly removedWith?: ObjectId
  /** On delete, wait until these are gone as well (besides everything that depends on it). */
  readonly removeAfter?: readonly ObjectId[]
}

/** Timeline steps; the dashboard has a title for each in every language. */
export type StepKey =
  | 'resource-group'
  | 'network'
  | 'subnets'
  | 'routing'
  | 'nat'
  | 'firewall'
  | 'identity'
  | 'control-plane'
  | 'access'
  | 'add-ons'
  | 'nodes'

export const STEP_KEYS = [
  'resource-group',
  'network',
  'subnets',
  'routing',
  'nat',
  'firewall',
  'identity',
  'control-plane',
  'access',
  'add-ons',
  'nodes',
] as const satisfies readonly StepKey[]
