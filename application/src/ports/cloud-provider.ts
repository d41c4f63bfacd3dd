import type { CloudErrorClass } from './cloud-error.ts'
import type { Clock, Logger, Random } from './runtime.ts'
import type {
  FieldChange,
  Finding,
  Json,
  JsonObject,
  ObjectDeclaration,
  ProviderId,
  ProviderSecret,
  ResourceTree,
} from '@skyclust/domain'

/** Values an object hands to those that reference it: ids, ARNs, endpoints. */
export type Outputs = Readonly<Record<string, Json>>

/** Who owns an object in the cloud; written as tags / labels (or into the description where there are none). */
export interface OwnerTags {
  /** `skyclust-workspace` */
  readonly workspace: string
  /** `skyclust-resource`: id of the tree's root. */
  readonly resource: string
  /** `skyclust-object`: the object's id in the graph (sanitised where the cloud allows fewer characters). */
  readonly object: string
}

/** A declaration with every reference replaced by the value it stands for. */
export interface ResolvedObject {
  readonly declaration: ObjectDeclaration
  readonly desired: JsonObject
  readonly owner: OwnerTags
  /** User labels of the resource, to be put on the object where it takes tags. */
  readonly labels: Readonly<Record<string, string>>
}

/** What the cloud says about one object now. */
export interface Observation {
  /** The cloud's id: vpc-…, ARN, self link, ARM id. What `find` by id, update and remove take. */
  readonly externalId: string
  /** Whether the owner tags are those asked for; an object without our tags is never adopted, changed or removed. */
  readonly owned: boolean
  readonly settled: Settlement
  /** Known as far as the object is; complete when ready. */
  readonly outputs: Outputs
  /** Handler-owned fields that compare() and status need. */
  readonly fields: JsonObject
}

export type Settlement =
  | { readonly state: 'pending'; readonly message?: string }
  | { readonly state: 'ready' }
  | { readonly state: 'deleting' }
  | {
      readonly state: 'failed'
      /** The cloud's words. */
      readonly message: string
      readonly code: string
      readonly class: CloudErrorClass
      readonly remedy?: string
    }

/** What a mutating call answered. */
export interface Receipt {
  readonly externalId: string
  readonly requestId?: string
  readonly operationId?: string
  /** The object as the answer shows it, when it shows it; saves a read. */
  readonly observation?: Observation
}

export interface CallOptions {
  /** Idempotency token of the journal's intent: same intent, same token. */
  readonly token: string
  readonly signal: AbortSignal
}

/** The I/O of one type of cloud object. Stateless; throws CloudError only. */
export interface ObjectHandler {
  readonly type: string
  /**
   * Everything in the cloud that is this object: by external id when known, else by owner tag or deterministic name.
   * Empty = not there. More than one = duplicates (the engine keeps the first and removes owned others). A deterministic
   * name held by somebody else comes back with owned = false. Reads may be shared with other callers (batching).
   */
  find(
    object: ResolvedObject,
    externalId: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly Observation[]>
  /** Exactly one mutating call; owner tags are part of it. Undefined where the object only appears with its parent. */
  create?(object: ResolvedObject, options: CallOptions): Promise<Receipt>
  /** Pure: fields that differ and that `update` (or a replacement) would mend. Create-only fields are left out. */
  compare(object: ResolvedObject, observed: Observation): readonly FieldChange[]
  /** Exactly one mutating call. */
  update?(
    object: ResolvedObject,
    observed: Observation,
    changes: readonly FieldChange[],
    options: CallOptions,
  ): Promise<Receipt>
  /** Exactly one mutating call; not-found counts as done (throw CloudError class not-found). */
  remove?(
    object: ResolvedObject,
    externalId: string,
    options: CallOptions,
  ): Promise<{ requestId?: string; operationId?: string }>
  /** Why the cloud refuses to remove it: names what is in the way and who made it. */
  explainBlock?(
    object: ResolvedObject,
    externalId: string,
    signal: AbortSignal,
  ): Promise<readonly string[]>
  /** Things that others (Kubernetes, the cloud) made in or for this object and that removal must take along first. */
  leftovers?(
    object: ResolvedObject,
    externalId: string,
    signal: AbortSignal,
  ): Promise<readonly Leftover[]>
}

/** Something without our owner tag that provably belongs to a cluster we delete (by the cluster's own mark on it). */
export interface Leftover {
  readonly description: string
  readonly call: string
  remove(signal: AbortSignal): Promise<void>
}

export interface MachineType {
  readonly name: string
  readonly vcpu: number
  readonly memoryGiB: number
  readonly architecture: 'x86_64' | 'arm64'
  /** Decimal US dollars per hour on demand, from the price snapshot; undefined when it has none. */
  readonly usdPerHour: string | undefined
  readonly priceApproximatedFrom?: string
  /** Where it can be had, when that differs by zone. */
  readonly zones?: readonly string[]
}

export interface KubernetesVersion {
  readonly version: string
  readonly default: boolean
  readonly support: 'standard' | 'extended' | 'unknown'
  /** ISO date. */
  readonly endOfStandardSupport?: string
}

/** What one location of one account offers. */
export interface LocationCatalog {
  readonly zones: readonly string[]
  readonly machineTypes: readonly MachineType[]
  readonly versions: readonly KubernetesVersion[]
}

export interface QuotaState {
  readonly quota: string
  readonly description: string
  readonly limit: number
  readonly used: number
}

/** Where an adapter sends its calls and how fast the cloud's time runs there (1 on real clouds, more in a sandbox). */
export interface CloudEndpoint {
  /** Undefined = the real cloud's own endpoints. */
  readonly url: string | undefined
  /** Virtual seconds per real second of the cloud behind the endpoint; scales polling, grace and rate budgets. */
  readonly pace: number
}

export interface SessionOptions {
  readonly secret: ProviderSecret
  readonly endpoint: CloudEndpoint
  /** Region or zone. */
  readonly location: string
  readonly governor: Governor
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** Keeps the calls of one account under the cloud's published rates; shared by all sessions of the account. */
export interface Governor {
  /** Waits for a token of the bucket, e.g. `ec2:mutate`. Mutations go before reads. */
  take(bucket: string, signal: AbortSignal): Promise<void>
  /** The cloud said «too many»: closes the bucket for a while. */
  throttled(bucket: string, retryAfterMs?: number): void
}

/** Burst and refill per second of a bucket, with the share SkyClust allows itself already taken. */
export interface RateLimit {
  readonly burst: number
  readonly perSecond: number
}

/** One provider = one package = one of these. `blueprint` and `layout` are pure; the SDKs are loaded by `open`. */
export interface CloudProvider {
  readonly id: ProviderId
  readonly displayName: string
  /** A location where every account can be asked for its identity and the list of locations. */
  readonly homeLocation: string
  /** Rate budget by bucket name. */
  readonly rateLimits: Readonly<Record<string, RateLimit>>
  /** At least this long after an unanswered create is an object not believed absent: visibility delay and request timeout. */
  readonly graceSeconds: number
  /** Which subnets a new network gets for a cluster; pure. */
  subnetLayout(input: SubnetLayoutInput): readonly SubnetPlan[]
  /** The graph of cloud objects of a tree; pure. Throws DomainError for what the spec cannot express on this cloud. */
  blueprint(tree: ResourceTree, account: AccountFacts): readonly ObjectDeclaration[]
  open(options: SessionOptions): Promise<CloudSession>
}

/** What the credential's verification found; names in blueprints (ARNs, ARM ids, e-mails) are built from it. */
export interface AccountFacts {
  /** AWS account id, Google project id, Azure subscription id. */
  readonly account: string
  /** IAM ARN, service-account e-mail, Azure application (client) id. */
  readonly principal: string
}

export interface SubnetLayoutInput {
  readonly networkCidr: string
  readonly location: string
  readonly zones: readonly string[]
  readonly podCidr?: string
  readonly serviceCidr?: string
}

/** A subnet to be made: name suffix and spec fields. */
export interface SubnetPlan {
  readonly name: string
  readonly cidr: string
  readonly zone?: string
  readonly access: 'public' | 'private'
  readonly nat: boolean
  readonly secondaryRanges: readonly { readonly name: string; readonly cidr: string }[]
}

/** An opened credential at one location. */
export interface CloudSession {
  /** Proves the credential: who the cloud says we are. */
  identity(signal: AbortSignal): Promise<{ readonly account: string; readonly principal: string }>
  /** Regions (GKE: also zones) clusters can be made in; cached by the caller. */
  locations(
    signal: AbortSignal,
  ): Promise<readonly { readonly name: string; readonly displayName: string }[]>
  catalog(signal: AbortSignal): Promise<LocationCatalog>
  /** Of these permissions, the ones the principal lacks, simulated by the cloud where it can (never by trying). */
  missingPermissions(
    permissions: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly string[]>
  quotas(names: readonly string[], signal: AbortSignal): Promise<readonly QuotaState[]>
  /** Provider-specific checks of the whole tree: zones, versions, foreign network's routes, overlaps with what is in the account. */
  check(
    tree: ResourceTree,
    declarations: readonly ObjectDeclaration[],
    signal: AbortSignal,
  ): Promise<readonly Finding[]>
  handler(type: string): ObjectHandler
  close(): void
}
